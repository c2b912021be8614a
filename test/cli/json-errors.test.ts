// With -o json an error is one JSON object on stdout, and the same in words on stderr.
import { describe, expect, test } from "vitest";
import { errorIn } from "../support/cli-result-schemas.js";
import { runIn, startStage } from "../support/cli-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const FORMS: readonly (readonly string[])[] = [["-o", "json"], ["-ojson"], ["--output", "json"], ["--output=json"]];

describe("errors as data", () => {
  test.each(FORMS.map((form) => ({ form, line: form.join(" ") })))("$line", async ({ form }) => {
    const { code, stdout, stderr } = await runIn(["verify-sync", ...form], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    const error = errorIn(stdout);
    expect(error.code).toBe("tenant-missing");
    expect(error.remedy).toContain("--tenant");
    expect(stderr).toContain(error.message);
  });

  test("the line that signs in means the cloud that was named", async () => {
    const argv = ["verify-sync", "--cloud", "china", "-o", "json"];
    const { stdout } = await runIn(argv, { cwd: temporaryFolder() });
    expect(errorIn(stdout).remedy).toContain("aadc-cloud login --tenant ID --client-id ID --cloud china");
  });

  test("also where the options themselves could not be understood", async () => {
    const { code, stdout } = await runIn(["verify-sync", "--nonsense", "-o", "json"], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(errorIn(stdout).message).toContain("--nonsense");
  });

  test("also by AADC_OUTPUT, unless -o says otherwise", async () => {
    const environment = { AADC_OUTPUT: "json" };
    const cwd = temporaryFolder();
    expect(errorIn((await runIn(["verify-sync"], { cwd, environment })).stdout).code).toBe("tenant-missing");
    const text = await runIn(["verify-sync", "-o", "text"], { cwd, environment });
    expect(text.code).toBe(2);
    expect(text.stdout).toBe("");
  });

  test("a word that only looks like the option does not count", async () => {
    const { stdout } = await runIn(["verify-sync", "--reason", "json"], { cwd: temporaryFolder() });
    expect(stdout).toBe("");
  });

  test("refusals of the service carry its request id", async () => {
    const stage = await startStage();
    try {
      const argv = ["verify-sync", "--auth", "secret", "-o", "json"];
      const { code, stdout, stderr } = await stage.cli(argv, {
        environment: { AZURE_CLIENT_SECRET: "not-the-secret" },
      });
      expect(code).toBe(3);
      const error = errorIn(stdout);
      expect(error.code).toBe("AADSTS7000215");
      expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(stderr).toContain(`Request id: ${error.requestId ?? ""}`);
      expect(stdout + stderr).not.toContain("not-the-secret");
    } finally {
      await stage.close();
    }
  });
});
