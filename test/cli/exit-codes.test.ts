// The one table from errors to exit codes, and that no other error gets through.
import { describe, expect, test } from "vitest";
import { EXIT, exitCodeOf } from "../../src/cli/exit-codes.js";
import * as errors from "../../src/shapes/errors.js";
import { runIn, startStage } from "../support/cli-stage.js";

const details = { code: "c", remedy: "r" };

describe("exit codes", () => {
  test.each([
    [new errors.UsageError("", details), 2],
    [new errors.SignInError("", details), 3],
    [new errors.PermissionError("", details), 3],
    [new errors.GuardError("", details), 4],
    [new errors.PartialError("", details), 5],
    [new errors.ServiceError("", details), 6],
    [new errors.DeadlineError("", details), 6],
    [new errors.BugError("", details), 70],
    [new errors.InterruptedError("", details), 130],
    [new TypeError("x"), 70],
    [undefined, 70],
  ])("%s", (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  test("are those of the documentation", () => {
    expect(EXIT).toEqual({
      ok: 0,
      checksFailed: 1,
      usage: 2,
      signIn: 3,
      guard: 4,
      partial: 5,
      service: 6,
      bug: 70,
      interrupted: 130,
    });
  });

  test("a fault of the program is 70, said without a stack trace, and changes nothing", async () => {
    const stage = await startStage();
    try {
      const { code, stdout, stderr } = await stage.cli(["setup-svc-account", "--password-to", "file:pw"], {
        onQuestion: () => {
          throw new TypeError("cannot read properties of undefined");
        },
      });
      expect(code).toBe(70);
      expect(stdout).toBe("");
      expect(stderr).toContain("A fault of this program: TypeError: cannot read properties of undefined");
      expect(stderr).not.toMatch(/\n\s+at |node:internal|\.ts:\d+/);
    } finally {
      await stage.close();
    }
  });

  test("verify-sync: 1 for what --fail-on says, and for a verdict that is unknown unless it is waived", async () => {
    // Nor does Connect Health tell an application who exports.
    const stage = await startStage({ tenant: ({ health }) => void health.access.splice(0) });
    try {
      await stage.cli(["mfa-exclusion", "add", "--yes"]);
      for (const event of [["break", "audit-lag"], ["swap", "AADC-OLD", "AADC-NEW"], ["sync"]])
        await stage.cli(["sandbox", "do", ...event]);
      const verify = async (...more: string[]) => (await stage.cli(["verify-sync", ...more])).code;
      expect(await verify()).toBe(0);
      const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
      const secret = ["--auth", "secret", "--save", "unseen.json"];
      expect((await stage.cli(["verify-sync", ...secret], { environment })).code).toBe(0);
      const unseen = (...more: string[]) => verify("--from", "unseen.json", "--active-server", "AADC-NEW", ...more);
      expect(await unseen()).toBe(1);
      expect(await unseen("--allow-unknown", "SYNC-001,SYNC-003")).toBe(0);
      // Two hours: three intervals have passed, six have not.
      await stage.cli(["sandbox", "do", "stop-server", "AADC-NEW"]);
      await stage.cli(["sandbox", "do", "advance", "2h"]);
      expect(await verify("--save", "late.json")).toBe(0);
      expect(await verify("--from", "late.json", "--fail-on", "warning")).toBe(1);
      await stage.cli(["sandbox", "do", "advance", "2h"]);
      expect(await verify()).toBe(1);
    } finally {
      await stage.close();
    }
  });

  test("a run that follows another one in the same process knows nothing of it", async () => {
    const cwd = process.cwd();
    const first = await runIn(["verify-sync", "--nonsense"], { cwd });
    const second = await runIn(["verify-sync", "--help"], { cwd });
    expect([first.code, second.code]).toEqual([2, 0]);
    expect(second.stderr).toBe("");
  });
});
