// runs rollback: what a run has changed is undone, as far as nobody else has changed it since.
import { expect, test } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const SETUP = ["setup-svc-account", "--password-to", "file:pw", "--yes", "-o", "json"];

async function stateOf(stage: Stage): Promise<TenantState> {
  const [tenant] = (await readSandboxState(stage.dir))?.state.tenants ?? [];
  if (tenant === undefined) throw new Error("There is no tenant.");
  return tenant;
}

async function rollBack(stage: Stage, ...more: string[]) {
  const { code, stdout, stderr } = await stage.cli(["runs", "rollback", "last", "--yes", "-o", "json", ...more]);
  if (code !== 0) throw new Error(stderr);
  return resultIn("runs-rollback", stdout);
}

test("an account that nobody has used is deleted, its role first", async () => {
  const stage = await startStage();
  try {
    const before = await stateOf(stage);
    const { code, stdout, stderr } = await stage.cli(SETUP);
    expect(stderr).toContain("");
    expect(code).toBe(0);
    const made = resultIn("setup-svc-account", stdout);
    stage.newRequests();
    const dry = await stage.cli(["runs", "rollback", "last", "--dry-run"]);
    expect(dry.stdout).toContain("would be taken back");
    expect(stage.newRequests().filter(({ method, host }) => method !== "GET" && host.startsWith("graph"))).toEqual([]);
    const result = await rollBack(stage);
    expect(result.plan.map(({ kind }) => kind)).toEqual(["unassign-role", "delete-user"]);
    expect(result.run.runId).toBe(made.runId);
    expect(result.changed).toBe(true);
    const after = await stateOf(stage);
    expect(after.users).toEqual(before.users);
    expect(after.roleAssignments).toEqual(before.roleAssignments);
    const { stdout: listed } = await stage.cli(["runs", "list", "-o", "json"]);
    const [rollback, run] = resultIn("runs-list", listed).runs;
    expect(run).toMatchObject({ state: "rolled-back", rollback: { runId: rollback?.runId, finished: true } });
    const again = await stage.cli(["runs", "rollback", made.runId ?? "", "--yes", "-o", "json"]);
    expect([again.code, resultIn("runs-rollback", again.stdout).plan]).toEqual([0, []]);
  } finally {
    await stage.close();
  }
});
