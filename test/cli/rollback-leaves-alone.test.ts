// runs rollback: what is not surely the run's own, or is somebody else's by now, is neither deleted nor disabled.
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { HYBRID_IDENTITY_ADMINISTRATOR, viewOf } from "../support/cli-tenant-view.js";
import { tenantState } from "../support/tenant-contents.js";

const GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
const YES = ["--yes", "-o", "json"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ scenario: "fabrikam-app" });
});
afterAll(() => stage.close());

const setup = (name: string, ...more: readonly string[]) => [
  ...["setup-svc-account", "--name", name, "--password-to", `file:${name}`, ...YES],
  ...more,
];

async function made(name: string): Promise<string> {
  const { code, stdout, stderr } = await stage.cli(setup(name));
  expect(code, stderr).toBe(0);
  return resultIn("setup-svc-account", stdout).account.id ?? "";
}

async function rollBack(...argv: readonly string[]) {
  stage.time.pass(600_000);
  const { code, stdout, stderr } = await stage.cli(["runs", "rollback", "last", ...argv, ...YES]);
  expect([0, 4], stderr).toContain(code);
  return resultIn("runs-rollback", stdout);
}

async function userOf(id: string) {
  return (await tenantState(stage)).users.find((user) => user.id === id);
}

/** As somebody else does it in the portal. */
async function post(address: string, json: unknown) {
  const { status, body } = await stage.sandbox.graph(await stage.sandbox.appToken(), `/v1.0/${address}`, {
    method: "POST",
    json,
  });
  expect([200, 201, 204], JSON.stringify(body)).toContain(status);
}

const request = (action: string, principalId: string, roleDefinitionId: string, duration: string) => ({
  action,
  principalId,
  roleDefinitionId,
  directoryScopeId: "/",
  justification: "ours now",
  scheduleInfo: {
    startDateTime: new Date(stage.time.now()).toISOString(),
    expiration: { type: "afterDuration", duration },
  },
});

test("an account whose role somebody has extended keeps both", async () => {
  const id = await made("svc-extended");
  await post(
    "roleManagement/directory/roleAssignmentScheduleRequests",
    request("adminUpdate", id, HYBRID_IDENTITY_ADMINISTRATOR, "P15D"),
  );
  const result = await rollBack();
  expect(result.plan).toEqual([]);
  expect(result.steps.map(({ verdict }) => verdict)).toEqual(["left-alone", "left-alone", "left-alone"]);
  expect(await userOf(id)).toMatchObject({ accountEnabled: true });
});

test("an account that somebody has made eligible for another role is left alone", async () => {
  const id = await made("svc-eligible");
  await post(
    "roleManagement/directory/roleEligibilityScheduleRequests",
    request("adminAssign", id, GLOBAL_ADMINISTRATOR, "P15D"),
  );
  const result = await rollBack();
  expect(result.plan.map(({ kind }) => kind)).toEqual(["unassign-role"]);
  expect(result.warnings.join()).toContain("Global Administrator");
  expect(await userOf(id)).toMatchObject({ accountEnabled: true });
});

test("an account of which no answer came, and that another run has made, is that run's", async () => {
  const name = "svc-doubtful";
  const cut = await stage.cli(setup(name), {
    onStderr: (text, world) => {
      if (text.includes("... create the cloud-only")) world.interrupt();
    },
  });
  expect(cut.code).toBe(130);
  expect((await viewOf(stage).usersBeginning(name)).length).toBe(0);
  const other = await stage.cli([
    ...setup(name, "--role", "eligible:30d"),
    ...["--password-to", "file:other", "--state-dir", "elsewhere"],
  ]);
  expect(other.code, other.stderr).toBe(0);
  const result = await rollBack();
  expect(result).toMatchObject({ plan: [], steps: [{ verdict: "left-alone" }] });
  expect(result.warnings.join()).toMatch(/does not carry the mark of this run.*by hand/u);
  expect((await viewOf(stage).usersBeginning(name)).length).toBe(1);
});

test("a rollback that was cut after it has deleted the account is named by the next setup, and finished first", async () => {
  const id = await made("svc-half");
  stage.time.pass(600_000);
  const { code } = await stage.cli(["runs", "rollback", "last", ...YES], {
    onStderr: (text, world) => {
      if (
        text.includes("confirming") &&
        stage.newRequests().some(({ method, url }) => method === "DELETE" && url.includes(id))
      )
        world.interrupt();
    },
  });
  expect(code).toBe(130);
  expect(await userOf(id)).toBeUndefined();
  const refused = await stage.cli(setup("svc-half"));
  expect([refused.code, errorIn(refused.stdout).code]).toEqual([4, "rollback-open"]);
  await rollBack();
  const again = await stage.cli(setup("svc-half"));
  expect(errorIn(again.stdout).remedy).toContain("--restore-deleted");
});
