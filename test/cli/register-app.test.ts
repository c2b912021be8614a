// From nothing to a registration that works: made, consented to, signed in with, and taken back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { resetSandbox } from "../../src/sandbox/control.js";

import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

/** Microsoft Graph Command Line Tools: whoever has no registration yet signs in with it, when it is named. */
const BOOTSTRAP = ["--client-id", "14d82eec-204b-4c2f-b7e8-296a70dab67e"];
const REGISTER = ["register-app", "--yes", "-o", "json", ...BOOTSTRAP];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await resetSandbox(stage.dir);
  stage.newRequests();
});

async function register(...argv: readonly string[]) {
  const outcome = await stage.cli([...REGISTER, ...argv]);
  expect(outcome.stderr.match(/Error.*|What to do.*/g) ?? []).toEqual([]);
  return resultIn("register-app", outcome.stdout);
}

describe("for people", () => {
  test("made, consented to, and every command works with exactly its permissions", async () => {
    const made = await register("--grant");
    expect(made).toMatchObject({
      changed: true,
      guardsOverridden: [],
      registration: { kind: "delegated", existedBefore: false, consent: { granted: true }, credential: null },
    });
    expect(made.plan.map(({ kind }) => kind)).toEqual([
      "create-application",
      "create-service-principal",
      "grant-scopes",
      "grant-scopes",
    ]);
    const clientId = made.registration.clientId ?? "";
    const as = ["--client-id", clientId];
    const verified = await stage.cli(["verify-sync", ...as, "-o", "json"]);
    expect(resultIn("verify-sync", verified.stdout).summary.unknown).toBe(0);
    const set = await stage.cli(["setup-svc-account", ...as, "--password-to", "file:pw", "--yes"]);
    expect([set.code, set.stderr]).toEqual([0, expect.stringContaining("confirming")]);
    expect((await stage.cli(["mfa-exclusion", "add", ...as, "--yes"])).code).toBe(0);
    expect((await stage.cli(["cleanup-health", ...as])).code).toBe(0);
  });

  test("run again, there is nothing to do", async () => {
    const first = await register("--grant");
    stage.newRequests();
    const second = await register("--grant");
    expect(second).toMatchObject({ changed: false, plan: [], runId: null });
    expect(second.registration).toEqual({ ...first.registration, existedBefore: true });
    expect(stage.newRequests().filter(({ host, method }) => host.startsWith("graph") && method !== "GET")).toEqual([]);
  });
});
