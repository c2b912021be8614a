// --dry-run prints the plan as the result and leaves no trace: no write is sent, no journal, no password file.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { isWrite } from "../support/is-write.js";

describe("dry runs", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
    await stage.cli(["mfa-exclusion", "add", "--yes", "--state-dir", path.join(stage.cwd, "elsewhere")]);
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) await stage.cli(["sandbox", "do", ...event]);
  });
  afterAll(() => stage.close());

  test.each([
    { argv: ["setup-svc-account"], says: ["create the cloud-only account", "Hybrid Identity Administrator"] },
    { argv: ["setup-svc-account", "--password-to", "file:pw"], says: ["create the cloud-only account"] },
    { argv: ["mfa-exclusion", "add"], says: ["Nothing to change"] },
    { argv: ["cleanup-health", "--server", "AADC-OLD"], says: ["remove AADC-OLD", "cannot be taken back"] },
    { argv: ["cleanup-health", "--server", "AADC-OLD", "--yes"], says: ["remove AADC-OLD"] },
  ])("$argv", async ({ argv, says }) => {
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli([...argv, "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Tenant +Contoso \(contoso\.onmicrosoft\.com\)/);
    for (const part of says) expect(stdout).toContain(part);
    expect(stdout).toContain("nothing was changed");
    expect(stderr).not.toContain("change");
    const requests = stage.newRequests();
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.filter((one) => isWrite(one) && one.host !== "login.microsoftonline.com")).toEqual([]);
    expect(existsSync(path.join(stage.dir, "state"))).toBe(false);
    expect(readdirSync(stage.cwd)).toEqual(["elsewhere"]);
  });

  test("a ticket is not demanded for looking", async () => {
    const { code } = await stage.cli(["setup-svc-account", "--dry-run"], { environment: { AADC_REQUIRE_TICKET: "1" } });
    expect(code).toBe(0);
  });

  test("guards stand in a dry run, too", async () => {
    expect((await stage.cli(["cleanup-health", "--server", "AADC-NEW", "--dry-run"])).code).toBe(4);
  });
});
