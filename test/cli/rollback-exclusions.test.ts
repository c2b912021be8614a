// runs rollback of exclusions of an administrator: none is put back whose end is past, and nobody is locked out unsaid.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFaults } from "../../src/sandbox/faults/faults.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

const SVC = "svc-adconnect@contoso.onmicrosoft.com";
const RENAMED = "svc-entra@contoso.onmicrosoft.com";
const HOUR_MS = 3_600_000;

/** While it is set, nobody may read marks. */
let isBlind = false;
const noMarks = createFaults(
  [{ path: "/v1.0/users/*/extensions/*", fault: { kind: "status", status: 403, body: "json" } }],
  1,
);

let stage: Stage;
let userId = "";
beforeAll(async () => {
  stage = await startStage({
    tenant: (state) => grantPermissions(state, ["Group.ReadWrite.All"]),
    faults: { needEarlierAnswers: false, strike: (request) => (isBlind ? noMarks.strike(request) : undefined) },
  });
  const { stdout } = await done("setup-svc-account", "--yes", "--password-to", "file:pw", "-o", "json");
  userId = resultIn("setup-svc-account", stdout).account.id ?? "";
});
afterAll(() => stage.close());

async function done(...argv: readonly string[]) {
  const outcome = await stage.cli(argv);
  expect(outcome.code, outcome.stderr + outcome.stdout).toBe(0);
  return outcome;
}
async function addFor(who: string, ...argv: readonly string[]) {
  const wanted = ["--for", who, "--expires", "1h", "--accept-unprotected", "--yes", "-o", "json"];
  return resultIn("mfa-exclusion-add", (await done("mfa-exclusion", "add", ...wanted, ...argv)).stdout);
}
const add = (...argv: readonly string[]) => addFor(userId, ...argv);
async function rename(userPrincipalName: string) {
  const { status } = await stage.sandbox.graph(await stage.sandbox.userToken(), `/v1.0/users/${userId}`, {
    method: "PATCH",
    json: { userPrincipalName },
  });
  expect(status).toBe(204);
}
const remove = async () =>
  resultIn(
    "mfa-exclusion-remove",
    (await done("mfa-exclusion", "remove", "--for", userId, "--yes", "-o", "json")).stdout,
  );
async function rollBack(run: string | null) {
  const { code, stdout, stderr } = await stage.cli(["runs", "rollback", run ?? "", "--yes", "-o", "json"]);
  const result = resultIn("runs-rollback", stdout);
  expect(code, stderr + stdout).toBe(result.steps.some(({ verdict }) => verdict === "left-alone") ? 4 : 0);
  return result;
}
const verdictsOf = ({ steps }: Awaited<ReturnType<typeof rollBack>>) => [...new Set(steps.map((one) => one.verdict))];

async function excludedFrom(): Promise<number> {
  const policies = await viewOf(stage).policies();
  return policies.filter(({ rest }) => rest.includes(userId)).length;
}
const ASK_AGAIN = new RegExp(
  `^Left alone: take .* was to end at .* UTC, and that is past\\. Whoever needs it asks again: aadc-cloud mfa-exclusion add --for ${SVC} --expires 8h`,
  "m",
);

test("what was ended is put back while its end is ahead, and what that means is said; later it is not", async () => {
  const { end } = await add();
  const ended = await remove();
  const again = await rollBack(ended.runId);
  expect(await excludedFrom()).toBe(2);
  const until = (end?.until ?? "").slice(0, 16).replace("T", " ");
  expect(again.warnings.join("\n")).toMatch(
    new RegExp(
      `${SVC} is an administrator, and will be without MFA again until ${until} UTC\\. .*mfa-exclusion remove --expired --for ${SVC}`,
    ),
  );
  const last = await remove();
  stage.time.pass(HOUR_MS);
  const late = await rollBack(last.runId);
  expect([late.plan, verdictsOf(late), await excludedFrom()]).toEqual([[], ["left-alone"], 0]);
  expect(late.warnings.join("\n")).toMatch(ASK_AGAIN);
});

test("a rollback of a rollback of an add is no way past the end", async () => {
  const added = await add();
  const ended = await rollBack(added.runId);
  expect(ended.warnings.join("\n")).toMatch(
    /From then on "CA001[^"]*" and "CA002[^"]*" bind svc-adconnect@.*nothing that answers for MFA: .* is locked out/,
  );
  stage.time.pass(HOUR_MS);
  const late = await rollBack(ended.runId);
  expect([late.plan, await excludedFrom()]).toEqual([[], 0]);
});

test("nor is a removal that was cut before the mark; and a group that is left binds again, too", async () => {
  const added = await add("--via", "group:Wizard");
  const ended = await rollBack(added.runId);
  expect(ended.warnings.join("\n")).toMatch(/is locked out/);
  const direct = await add();
  const cut = await stage.cli(["mfa-exclusion", "remove", "--for", userId, "--yes"], {
    onStderr: (text, world) => {
      if (text.includes('out of those whom the policy "CA002') && text.startsWith("...")) world.interrupt();
    },
  });
  expect(cut.code, cut.stderr).toBe(130);
  expect(await excludedFrom()).toBe(1);
  stage.time.pass(HOUR_MS);
  const open = /runs rollback (\S+)/.exec(cut.stderr)?.[1] ?? "";
  const late = await rollBack(open);
  expect([late.plan, await excludedFrom()]).toEqual([[], 1]);
  expect(late.warnings.join("\n")).toMatch(ASK_AGAIN);
  await rollBack(direct.runId);
});

test("nor is one whose mark somebody has taken away: nothing would tell its end", async () => {
  await add();
  const mark = `/v1.0/users/${userId}/extensions/com.aadc-cloud`;
  expect((await stage.sandbox.graph(await stage.sandbox.userToken(), mark, { method: "DELETE" })).status).toBe(204);
  const ended = await remove();
  const late = await rollBack(ended.runId);
  expect([late.plan, await excludedFrom()]).toEqual([[], 0]);
  expect(late.warnings.join("\n")).toContain("needs an end, and its mark does not tell it any more. Whoever needs it");
});

test("nor is an entry of which no run tells, while it cannot be read whether it has an end", async () => {
  const token = await stage.sandbox.userToken();
  const sent = async (method: "POST" | "PATCH", url: string, json: unknown) => {
    stage.time.pass(2_000);
    return stage.sandbox.graph(token, url, { method, json });
  };
  const user = { accountEnabled: true, displayName: "Ann", mailNickname: "ann" };
  const made = await sent("POST", "/v1.0/users", {
    ...{ ...user, userPrincipalName: "ann@contoso.onmicrosoft.com" },
    passwordProfile: { password: "Kq7-verbose-otter-92" },
  });
  const { id } = made.body as { id: string };
  const [policy] = await viewOf(stage).policies();
  const { id: policyId = "", name: displayName = "", rest = "" } = policy ?? {};
  const { users } = (JSON.parse(rest) as { conditions: { users: { excludeUsers: readonly string[] } } }).conditions;
  const excludeUsers = [...users.excludeUsers, id];
  const url = `/v1.0/identity/conditionalAccess/policies/${policyId}`;
  expect((await sent("PATCH", url, { conditions: { users: { excludeUsers } } })).status).toBe(204);
  const ofPolicy = ["--for", id, "--policy", policyId, "--confirm-name", displayName];
  const { stdout } = await done("mfa-exclusion", "remove", ...ofPolicy, "--yes", "-o", "json");
  const { runId } = resultIn("mfa-exclusion-remove", stdout);
  isBlind = true;
  const blind = await rollBack(runId);
  isBlind = false;
  expect([blind.plan, verdictsOf(blind)]).toEqual([[], ["left-alone"]]);
  expect(blind.warnings.join("\n")).toContain("has an end could not be read");
});

test("a service account that was renamed is ended under the name that it had, with its mark", async () => {
  await addFor("svc");
  await rename(RENAMED);
  const { stdout } = await done("mfa-exclusion", "remove", "--for", "svc", "--yes", "-o", "json");
  const { plan, warnings } = resultIn("mfa-exclusion-remove", stdout);
  expect(plan.map(({ kind }) => kind)).toEqual(["end-exclusion", "end-exclusion", "mark-exclusion"]);
  expect(warnings[0]).toMatch(
    new RegExp(`no service account ${SVC}\\. By the journals of this machine it is called ${RENAMED} today`),
  );
  expect(warnings.join("\n")).toMatch(new RegExp(`${RENAMED} is locked out`));
  const gone = await stage.cli(["mfa-exclusion", "remove", "--for", "svc", "--yes", "-o", "json"]);
  expect([gone.code, errorIn(gone.stdout).code]).toEqual([2, "unknown-subject"]);
  await rename(SVC);
});

test("an account that was renamed meanwhile is called as it is today", async () => {
  const added = await add();
  await rename(RENAMED);
  const { plan, warnings } = await rollBack(added.runId);
  expect(plan.map(({ summary }) => summary)).toEqual([
    expect.stringContaining(RENAMED) as string,
    expect.stringContaining(RENAMED) as string,
    expect.stringContaining(`mark of ${RENAMED}`) as string,
  ]);
  expect(warnings.join("\n")).toMatch(new RegExp(`${RENAMED} is locked out`));
});
