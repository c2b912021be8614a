// Exit code 130: Ctrl-C before anything is sent, while a request is out, while waiting, at a question.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { finish, type Stage, startStage } from "../support/cli-stage.js";
import { SERVICE_ACCOUNT, viewOf } from "../support/cli-tenant-view.js";
import { createTestWorld } from "../support/cli-world.js";

const EXCLUDE = ["mfa-exclusion", "add", "--yes"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.newRequests());
describe("interrupted", () => {
  test("before anything is sent", async () => {
    const world = createTestWorld({ cwd: stage.cwd, time: stage.time });
    world.interrupt();
    const { code, stdout, stderr } = await finish(["verify-sync", "--sandbox-dir", stage.dir], world);
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(stderr).toContain("Interrupted");
    expect(stage.newRequests()).toEqual([]);
  });

  test("while a request is on its way", async () => {
    const { code, stdout } = await stage.cli(["verify-sync"], {
      onAttempt: (count, world) => {
        if (count === 6) world.interrupt();
      },
    });
    expect(code).toBe(130);
    expect(stdout).toBe("");
  });

  test("by the deadline, of one second", async () => {
    const { code, stderr } = await stage.cli(["verify-sync", "--timeout", "1s"], {
      onAttempt: (count, world) => count === 3 && world.expireAll(),
    });
    expect(code).toBe(6);
    expect(stderr).toContain("The deadline of 1 second passed");
  });

  test("while it waits for its turn", async () => {
    const { code } = await stage.cli(EXCLUDE, { onSleep: (_ms, world) => world.interrupt() });
    expect(code).toBe(130);
    const policies = await viewOf(stage).policies();
    expect(policies.flatMap(({ excludeRoles }) => excludeRoles)).toEqual([]);
  });

  test("at a question", async () => {
    const { code, stderr } = await stage.cli(["setup-svc-account", "--password-to", "file:pw"], {
      onQuestion: (_question, world) => world.interrupt(),
    });
    expect(code).toBe(130);
    expect(stderr).toContain("Interrupted");
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
  });

  test("with -o json the interruption is data, too", async () => {
    const { code, stdout } = await stage.cli(["verify-sync", "-o", "json"], {
      onAttempt: (count, world) => {
        if (count === 3) world.interrupt();
      },
    });
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "interrupted" } });
  });
});
