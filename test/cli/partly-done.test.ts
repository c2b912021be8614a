// Exit code 5: some changes are made and others are not; the message says how to go on.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { errorIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";
import { SERVICE_ACCOUNT, viewOf } from "../support/cli-tenant-view.js";
import { withoutRoleManagement } from "../support/without-role-management.js";

describe("partly done", () => {
  test("the role is refused after the account was made", async () => {
    const stage = await startStage({ tenant: withoutRoleManagement });
    try {
      const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
      const argv = ["setup-svc-account", "--password-to", "file:pw", "--yes", "-o", "json"];
      const { code, stdout, stderr } = await stage.cli(argv);
      expect(code).toBe(5);
      const error = errorIn(stdout);
      expect(error.message).toContain(`create the cloud-only account ${SERVICE_ACCOUNT}`);
      expect(error.remedy).toContain("Run the same command again");
      expect(error.remedy).toContain("RoleManagement.ReadWrite.Directory");
      expect(stderr).toContain("Request id: ");
      const runs = path.join(stage.dir, "state", "runs");
      const [journal = ""] = readdirSync(runs);
      expect(error.remedy).toContain(path.join(runs, journal));
      const last = readFileSync(path.join(runs, journal), "utf8").trimEnd().split("\n").at(-1) ?? "";
      expect(JSON.parse(last)).toMatchObject({ entry: "stopped" });
      expect(error.remedy).toContain(`aadc-cloud runs rollback ${path.basename(journal, ".jsonl")}`);
      expect(await viewOf(stage).user(SERVICE_ACCOUNT)).not.toBeNull();

      // Nothing new is done by trying again without the permission, and a part is done as before.
      const again = await stage.cli(argv);
      expect(again.code).toBe(5);
      expect(errorIn(again.stdout).message).toContain(`Done: create the cloud-only account ${SERVICE_ACCOUNT}`);
      expect(readdirSync(runs)).toEqual([journal]);
      // With a sign-in that has it, the rest is.
      const resumed = await stage.cli(["setup-svc-account", "--yes", "--auth", "secret"], { environment });
      expect(resumed.code).toBe(0);
      const user = await viewOf(stage).user(SERVICE_ACCOUNT);
      expect(await viewOf(stage).rolesOf(user?.id ?? "")).toHaveLength(1);
    } finally {
      await stage.close();
    }
  });

  test("without a journal nothing is changed", async () => {
    const stage = await startStage();
    try {
      writeFileSync(path.join(stage.cwd, "file"), "");
      const argv = ["setup-svc-account", "--password-to", "file:pw", "--yes", "--state-dir", "file"];
      const { code, stderr } = await stage.cli(argv);
      expect(code).toBe(2);
      expect(stderr).toContain("--state-dir");
      expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
    } finally {
      await stage.close();
    }
  });
});
