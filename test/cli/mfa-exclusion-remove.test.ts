// `mfa-exclusion remove` on a whole tenant: what is taken back, what stays, and what is refused.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const GRAPH = "graph.microsoft.com";
const SVC = "svc-adconnect@contoso.onmicrosoft.com";
const NO_PROTECTION = ["--for", "svc", "--accept-unprotected"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: (state) => grantPermissions(state, ["Group.ReadWrite.All"]) });
  const made = await stage.cli(["setup-svc-account", "--yes", "--password-to", "file:pw"]);
  expect(made.code, made.stderr).toBe(0);
});
afterAll(() => stage.close());

async function add(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "add", "--yes", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("mfa-exclusion-add", stdout);
}

async function remove(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "remove", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("mfa-exclusion-remove", stdout);
}

async function refused(...argv: readonly string[]) {
  const { code, stdout } = await stage.cli(["mfa-exclusion", "remove", ...argv, "-o", "json"]);
  return { exit: code, ...errorIn(stdout) };
}

function writes(): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method, url }) => host === GRAPH && method !== "GET" && !url.includes("/evaluate"))
    .map(({ method, url }) => `${method} ${new URL(url, "https://x").pathname.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
}

const OPEN = "#microsoft.graph.openTypeExtension";

describe("the role of those that synchronise", () => {
  test("stays while one of them is in use, --yes or not, in a dry run, too; rollback says so and does it", async () => {
    const added = await add();
    writes();
    for (const how of [["--yes"], ["--dry-run"], ["--plan-out", "never.json"]])
      expect(await refused(...how)).toMatchObject({
        ...{ exit: 4, code: "in-use" },
        message: expect.stringMatching(/would bind Sync_AADC-OLD_.* again, and .*(synchronises|signed in)/) as string,
      });
    expect(writes()).toEqual([]);
    const { stdout, code } = await stage.cli(["runs", "rollback", added.runId ?? "", "--yes", "-o", "json"]);
    expect(code).toBe(0);
    expect(resultIn("runs-rollback", stdout).warnings.join("\n")).toMatch(/MFA binds Sync_AADC-OLD_/);
  });
});

describe("the service account", () => {
  test("is bound again: the mark last, and it says nothing of an exclusion then", async () => {
    await add(...NO_PROTECTION, "--expires", "8h");
    writes();
    const result = await remove("--yes", "--for", "svc");
    expect(result.plan.map(({ kind }) => kind)).toEqual(["end-exclusion", "end-exclusion", "mark-exclusion"]);
    expect(result.entries.map(({ by, name }) => [by, name])).toEqual([
      ["journal", SVC],
      ["journal", SVC],
    ]);
    expect(writes()).toEqual([
      ...["PATCH /v1.0/identity/conditionalAccess/policies/ID", "PATCH /v1.0/identity/conditionalAccess/policies/ID"],
      "PATCH /v1.0/users/ID/extensions/com.aadc-cloud",
    ]);
    const again = await remove("--yes", "--for", "svc");
    expect([again.plan, again.changed]).toEqual([[], false]);
    expect(again.warnings.join("\n")).toMatch(/No exclusion that this program has made/);
  });

  test("is bound again by its mark where the journals are elsewhere", async () => {
    await add(...NO_PROTECTION, "--expires", "1h");
    const result = await remove("--dry-run", "--for", "svc", "--state-dir", "elsewhere");
    expect(result.entries.map(({ by }) => by)).toEqual(["mark", "mark"]);
    await remove("--yes", "--for", "svc");
  });

  test("--expired ends what is past its time, and tells when the next is due", async () => {
    const { end } = await add(...NO_PROTECTION, "--expires", "1h");
    const early = await remove("--yes", "--expired");
    expect([early.plan, early.nextDue]).toEqual([[], new Date(end?.until ?? "").toISOString()]);
    // Whoever is named is not past its time for that.
    for (const who of ["svc", SVC]) expect((await remove("--yes", "--expired", "--for", who)).plan).toEqual([]);
    stage.time.pass(3_600_000);
    const late = await remove("--yes", "--expired", "--for", SVC);
    expect(late.plan.map(({ kind }) => kind)).toEqual(["end-exclusion", "end-exclusion", "mark-exclusion"]);
    expect(late.nextDue).toBeNull();
  });

  test.each([
    ["taken away", false],
    ["written anew, a day ahead", true],
  ])("a mark that was %s puts nothing off that a journal here tells", async (_name, rewritten) => {
    const { end } = await add(...NO_PROTECTION, "--expires", "1h");
    const token = await stage.sandbox.userToken();
    const mark = `/v1.0/users/${SVC}/extensions/com.aadc-cloud`;
    const excludedUntil = new Date(Date.parse(end?.until ?? "") + 22 * 3_600_000).toISOString();
    const { status } = await stage.sandbox.graph(
      token,
      mark,
      rewritten ? { method: "PATCH", json: { "@odata.type": OPEN, excludedUntil } } : { method: "DELETE" },
    );
    expect(status).toBe(204);
    expect((await remove("--yes", "--expired")).plan).toEqual([]);
    stage.time.pass(3_600_000);
    const late = await remove("--yes", "--expired");
    expect(late.plan.map(({ kind }) => kind)).toEqual([
      ...["end-exclusion", "end-exclusion", ...(rewritten ? ["mark-exclusion"] : [])],
    ]);
    expect(late.warnings.join("\n")).toMatch(/a journal of this machine tells .* (counts|earlier counts)/);
    expect((await remove("--yes", "--expired")).warnings).toEqual([
      expect.stringMatching(/^No exclusion is known here to be past its time\. Looked at were/) as string,
    ]);
  });

  test("a saved plan is carried out as it is", async () => {
    await add(...NO_PROTECTION, "--expires", "1h");
    const saved = await remove("--for", "svc", "--plan-out", "end.json");
    const done = await remove("--plan", "end.json", "--yes");
    expect([done.planHash, done.changed]).toEqual([saved.planHash, true]);
    expect((await stage.cli(["runs", "rollback", done.runId ?? "", "--yes"])).code).toBe(0);
    // What a rollback has put back is this program's own, too.
    expect((await remove("--yes", "--for", "svc")).entries.map(({ by }) => by)).toEqual(["journal", "journal"]);
  });
});

test("through a group: the membership, and the emptied group of ours with its exclusion", async () => {
  await add("--via", "group", ...NO_PROTECTION, "--expires", "1h");
  for (const who of ["svc", SVC]) expect((await remove("--yes", "--expired", "--for", who)).plan).toEqual([]);
  const result = await remove("--yes", "--for", "svc");
  expect(result.plan.map(({ kind }) => kind)).toEqual([
    ...["remove-group-member", "end-exclusion", "end-exclusion", "delete-group", "mark-exclusion"],
  ]);
});

describe("what somebody else has excluded", () => {
  let own: Stage;
  const POLICY = "CA001: Require MFA for all users";
  let policyId = "";
  beforeAll(async () => {
    const tenant = (state: TenantState) => {
      const policy = state.conditionalAccessPolicies.find(({ displayName }) => displayName === POLICY);
      policyId = policy?.id ?? "";
      const { users } = (policy?.conditions ?? {}) as { users: { excludeUsers: string[] } };
      users.excludeUsers.push(
        state.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"))?.id ?? "",
      );
    };
    own = await startStage({ tenant });
  });
  afterAll(() => own.close());

  test("stays, unless the policy is named and its name typed", async () => {
    const asked = ["mfa-exclusion", "remove", "--for", "admin@contoso.onmicrosoft.com"];
    const plain = resultIn("mfa-exclusion-remove", (await own.cli([...asked, "--yes", "-o", "json"])).stdout);
    expect(plain.plan).toEqual([]);
    expect(plain.warnings.join("\n")).toContain(`add --policy ${policyId}`);
    expect(plain.warnings.join("\n")).toContain("emergency access account");
    const named = [...asked, "--policy", policyId];
    const foretold = resultIn("mfa-exclusion-remove", (await own.cli([...named, "--dry-run", "-o", "json"])).stdout);
    expect(foretold.warnings.join("\n")).toMatch(
      /From then on "CA001.*" binds admin@.*not known to be by this program.*Global Administrator\).*emergency.*registered microsoftAuth/,
    );
    const emergency = [...named, "--for", "breakglass@contoso.onmicrosoft.com", "--dry-run", "-o", "json"];
    expect(resultIn("mfa-exclusion-remove", (await own.cli(emergency)).stdout).warnings.join("\n")).toMatch(
      /binds breakglass@.*Global Administrator\).*emergency.*/,
    );
    const untyped = await own.cli([...named, "--yes", "-o", "json"]);
    expect([untyped.code, errorIn(untyped.stdout).code]).toEqual([2, "name-not-typed"]);
    const wrong = await own.cli(named, { answers: ["CA001"] });
    expect([wrong.code, wrong.questions.length]).toEqual([130, 1]);
    const typed = await own.cli([...named, "--yes", "--confirm-name", POLICY, "-o", "json"]);
    expect(typed.code, typed.stderr).toBe(0);
    expect(resultIn("mfa-exclusion-remove", typed.stdout).entries).toMatchObject([{ by: "policy", policyId }]);
  });
});

test("a run that was cut is gone on with, and of two at once one is told to wait", async () => {
  await add(...NO_PROTECTION, "--expires", "1h");
  const cut = await stage.cli(["mfa-exclusion", "remove", "--for", "svc", "--yes"], {
    onStderr: (text, world) => {
      if (text.includes('out of those whom the policy "CA002') && text.startsWith("...")) world.interrupt();
    },
  });
  expect(cut.code, cut.stderr).toBe(130);
  const rest = await remove("--yes", "--for", "svc");
  expect([rest.continued, rest.warnings.length]).toEqual([true, 1]);
  expect(rest.warnings.join("")).toMatch(/^From then on "CA002[^?]*" binds svc-adconnect@[^?]*locked out/);
  expect(rest.applied.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
    ...["end-exclusion done-earlier", "end-exclusion done", "mark-exclusion done"],
  ]);
  await add(...NO_PROTECTION, "--expires", "1h");
  const both = await Promise.all([1, 2].map(() => stage.cli(["mfa-exclusion", "remove", "--for", "svc", "--yes"])));
  expect(both.map(({ code }) => code).toSorted()).toEqual([0, 4]);
});
