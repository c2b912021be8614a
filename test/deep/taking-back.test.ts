// A run that is taken back leaves the tenant as it was: save times, ids of what was made anew, and what lies in the deleted
// items.
import { expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { BOOTSTRAP } from "../support/registration-stage.js";
import { run, setupVariant, stageOf } from "../support/setup-variants.js";
import { restorableOf, tenantState } from "../support/tenant-contents.js";

/** The service takes no role back from whom it was given to less than five minutes ago. */
const TEN_MINUTES_MS = 600_000;

async function takenBack(stage: Stage, before: TenantState, signIn: readonly string[] = []): Promise<void> {
  const changed = restorableOf(await tenantState(stage), before);
  expect(changed).not.toEqual(restorableOf(before, before));
  stage.time.pass(TEN_MINUTES_MS);
  const { code, stdout, stderr } = await stage.cli(["runs", "rollback", "last", "--yes", ...signIn]);
  expect(code, stdout + stderr).toBe(0);
  expect(restorableOf(await tenantState(stage), before), stdout).toEqual(restorableOf(before, before));
}

test.each([
  "a new account with a pass",
  "a new account, with P2",
  "an account that is adopted",
  "an account that is restored",
])("setup-svc-account: %s", async (name) => {
  const variant = setupVariant(name);
  const stage = await stageOf(variant);
  try {
    const before = await tenantState(stage);
    const { code, stdout, stderr } = await run(stage, variant);
    expect(code, stdout + stderr).toBe(0);
    await takenBack(stage, before);
    const again = await stage.cli(["runs", "rollback", "last", "--yes"]);
    expect([0, 2, 4], again.stdout + again.stderr).toContain(again.code);
  } finally {
    await stage.close();
  }
});

test.each([
  ["mfa-exclusion add", ["mfa-exclusion", "add", "--yes"]],
  ["register-app", ["register-app", "--yes"], BOOTSTRAP],
])("%s", async (_name, argv, signIn: readonly string[] = []) => {
  const stage = await startStage();
  try {
    // Who signs in for the first time may leave something of its own in the tenant.
    await stage.cli([...argv, "--dry-run", ...signIn]);
    const before = await tenantState(stage);
    const { code, stdout, stderr } = await stage.cli([...argv, ...signIn]);
    expect(code, stdout + stderr).toBe(0);
    const again = await stage.cli([...argv, "--dry-run", "-o", "json", ...signIn]);
    expect(JSON.parse(again.stdout)).toMatchObject({ plan: [] });
    await takenBack(stage, before, signIn);
  } finally {
    await stage.close();
  }
});
