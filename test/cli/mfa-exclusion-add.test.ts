// `mfa-exclusion add` on a whole tenant: who is excluded by what, who is not, and what is proven of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { HYBRID_IDENTITY_ADMINISTRATOR } from "../support/cli-tenant-view.js";
import { administrator } from "../support/exclusion-ground.js";

const GRAPH = "graph.microsoft.com";
const SVC = "svc-adconnect@contoso.onmicrosoft.com";
const EMPLOYEE = "ada.brandt@contoso.com";
/** An employee whom somebody has given the mark, and the role, of the account that runs the wizard. */
const FORGED = "bruno.costa@contoso.com";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    tenant: (state) => {
      grantPermissions(state, ["Group.ReadWrite.All"]);
      const employee = state.users.find(({ userPrincipalName }) => userPrincipalName === FORGED);
      employee?.extensions.push({ extensionName: "com.aadc-cloud", purpose: "service-account" });
      state.roleAssignments.push({
        ...{ id: "forged", principalId: employee?.id ?? "", roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR },
        directoryScopeId: "/",
      });
    },
  });
  const made = await stage.cli(["setup-svc-account", "--yes", "--password-to", "file:pw"]);
  expect(made.code, made.stderr).toBe(0);
});
afterAll(() => stage.close());

async function add(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "add", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("mfa-exclusion-add", stdout);
}

async function refused(...argv: readonly string[]) {
  const { code, stdout } = await stage.cli(["mfa-exclusion", "add", ...argv, "-o", "json"]);
  return { exit: code, ...errorIn(stdout) };
}

/** What was written to Conditional Access, groups and users since the last call. */
function writes(): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method, url }) => host === GRAPH && method !== "GET" && !url.includes("/evaluate"))
    .map(({ method, url }) => `${method} ${new URL(url, "https://x").pathname.replaceAll(/[0-9a-f-]{36}/g, "ID")}`);
}

async function rollBack(runId: string | null): Promise<void> {
  const { code, stderr } = await stage.cli(["runs", "rollback", runId ?? "", "--yes"]);
  expect(code, stderr).toBe(0);
}

test("by default the sync identities are excluded by their role, and the effect is proven", async () => {
  writes();
  const result = await add("--yes");
  expect(writes()).toEqual(["PATCH /v1.0/identity/conditionalAccess/policies/ID"]);
  expect(result.plan).toMatchObject([{ kind: "exclude-role" }]);
  const proven = { before: "binds", after: "does-not-bind", agreed: true };
  expect(result.proof).toMatchObject([proven, proven]);
  expect(result.end).toBeNull();
  expect(result.guardsOverridden).toEqual([]);
  const told = result.warnings.join("\n");
  expect(told).toMatch(/let .*Sync_AADC-OLD_.* in with a password alone, from anywhere/);
  expect(told).toMatch(/covers everybody who holds it: now .*Sync_AADC-OLD_.* and whoever gets it later/);
  expect(told).toMatch(/--lock-to CIDR, and --enforce.* Seen in the sign-ins .*--lock-to [\d.]+/);
  expect(told).toMatch(/Nobody takes it back by itself\. After the swap.* mfa-exclusion remove .*--sandbox-dir/);
  const again = await add("--yes");
  expect([again.plan, again.proof]).toEqual([[], null]);
  await rollBack(result.runId);
});

describe("the service account", () => {
  test("is refused as a user without an end, as a person, and without a second factor", async () => {
    expect(await refused("--yes", "--for", "svc")).toMatchObject({ exit: 2, code: "expiry-missing" });
    expect(await refused("--yes", "--for", SVC)).toMatchObject({ exit: 2, code: "expiry-missing" });
    writes();
    expect(await refused("--yes", "--for", "svc", "--expires", "8h")).toMatchObject({
      ...{ exit: 4, code: "unprotected" },
      remedy: expect.stringContaining("--accept-unprotected") as string,
    });
    const person = ["--for", "admin@contoso.onmicrosoft.com", "--expires", "1h", "--accept-unprotected"];
    expect(await refused("--yes", ...person)).toMatchObject({
      ...{ exit: 4, code: "human" },
      message: expect.stringMatching(/role Global Administrator, has registered microsoftAuthenticator/) as string,
    });
    expect(await refused("--yes", "--for", EMPLOYEE)).toMatchObject({
      ...{ exit: 4, code: "human" },
      message: expect.stringMatching(/neither synchronises nor runs the wizard, comes from Active Directory/) as string,
    });
    expect(await refused("--yes", "--for", FORGED, "--expires", "1h")).toMatchObject({
      ...{ exit: 4, code: "human" },
      message: expect.stringMatching(/neither synchronises nor .* Active Directory, has the role Hybrid/) as string,
    });
    expect(writes()).toEqual([]);
  });

  test("is told of a pass as it is made for it, and of a lock unless it is the operator, who is never locked", async () => {
    const wizard = await refused("--yes", "--for", "svc", "--expires", "8h");
    expect(wizard.remedy).toMatch(/--lock-to .* setup-svc-account --tap 1h --password-to file:PATH .*--sandbox-dir \S/);
    const operator = ["--for", "admin@contoso.onmicrosoft.com", "--expires", "1h", "--accept-human"];
    const { code, remedy } = await refused("--yes", ...operator);
    expect(code).toBe("unprotected");
    expect(remedy).toMatch(/^Better .* Pass for admin@contoso.* Privileged Authentication Administrator/);
    expect(remedy).not.toMatch(/--lock-to|setup-svc-account/);
  });

  test("is shown with names beside the ids of policies, and moments as people write them", async () => {
    const { stdout } = await stage.cli([
      ...["mfa-exclusion", "add", "--for", "svc", "--expires", "8h", "--accept-unprotected", "--dry-run"],
    ]);
    expect(stdout).toMatch(/excluded from the policies: CA001:\s[^(]*\([0-9a-f-]{36}\)/);
    expect(stdout).not.toMatch(/\dT\d\d:\d\d:/);
  });

  test("is not excluded where its mark has no room for the end: refused when planned, with nothing written", async () => {
    const token = await stage.sandbox.userToken();
    const mark = `/v1.0/users/${SVC}/extensions/com.aadc-cloud`;
    const { body } = await stage.sandbox.graph(token, mark);
    const content = Object.entries(z.record(z.string(), z.unknown()).parse(body));
    const whole = Object.fromEntries(content.filter(([name]) => !name.startsWith("@odata.context")));
    const fill = async (notes: string) => {
      const json = { ...whole, "@odata.type": "#microsoft.graph.openTypeExtension", notes };
      expect((await stage.sandbox.graph(token, mark, { method: "PATCH", json })).status).toBe(204);
    };
    await fill("x".repeat(1_800));
    writes();
    const asked = ["--for", "svc", "--expires", "8h", "--accept-unprotected"];
    for (const way of ["--yes", "--dry-run"]) {
      const { exit, code, message, remedy } = await refused(...asked, way);
      expect([exit, code]).toEqual([4, "mark-too-large"]);
      expect(message).toContain(`${SVC} ends is kept in its mark, which cannot hold 2 policies`);
      expect(remedy).toMatch(/setup-svc-account --tap 1h --password-to file:PATH .*--sandbox-dir/);
    }
    expect(writes()).toEqual([]);
    await fill("");
  });

  test("is excluded as a user, with its end in its mark first", async () => {
    const result = await add("--yes", "--for", "svc", "--expires", "8h", "--accept-unprotected");
    expect(result.plan.map(({ kind }) => kind)).toEqual(["mark-exclusion", "exclude-user", "exclude-user"]);
    expect(result.guardsOverridden).toEqual(["unprotected"]);
    expect(result.end?.line).toContain(`mfa-exclusion remove --expired --for ${SVC}`);
    expect(Date.parse(result.end?.until ?? "") - Date.parse(result.at)).toBe(8 * 3_600_000);
    const proven = { subject: SVC, after: "does-not-bind", agreed: true };
    expect(result.proof).toMatchObject([proven, proven]);
    const again = ["--dry-run", "--for", "svc", "--accept-unprotected", "--expires"];
    const shorter = (await add(...again, "2h")).warnings.filter((one) => /shortened from .* UTC to .* UTC/.test(one));
    expect(shorter).toHaveLength(1);
    expect((await add(...again, "9h")).warnings.join(" ")).not.toContain("shortened");
    await rollBack(result.runId);
  });
});

test("an account of another name is known by the run that made it", async () => {
  const name = "wizard-two@contoso.onmicrosoft.com";
  const made = await stage.cli(["setup-svc-account", "--name", "wizard-two", "--yes", "--password-to", "file:pw-two"]);
  expect(made.code, made.stderr).toBe(0);
  const result = await add("--dry-run", "--for", name, "--expires", "1h", "--accept-unprotected");
  expect(result.guardsOverridden).toEqual(["unprotected"]);
});

test("a saved plan keeps its end, and is refused when that has come", async () => {
  const asked = ["--for", "svc", "--expires", "1h", "--accept-unprotected"];
  const saved = await add(...asked, "--plan-out", "svc.json");
  const carriedOut = await add("--plan", "svc.json", "--yes");
  expect(carriedOut.planHash).toBe(saved.planHash);
  expect(carriedOut.end?.until).toBe(saved.end?.until);
  await rollBack(carriedOut.runId);
  stage.time.pass(3_600_000);
  expect(await refused("--plan", "svc.json", "--yes")).toMatchObject({ exit: 4, code: "plan-expired" });
});

test("a run that is cut keeps the end that it has written down, and is gone on with", async () => {
  const line = [
    "mfa-exclusion",
    "add",
    "--for",
    "svc",
    "--expires",
    "3h",
    "--accept-unprotected",
    "--yes",
    "-o",
    "json",
  ];
  let isMarked = false;
  const cut = await stage.cli(line, {
    onStderr: (text) => {
      isMarked ||= text.includes("... exclude svc-adconnect");
    },
    onAttempt: (_count, world) => {
      if (isMarked) world.interrupt();
    },
  });
  expect(cut.code, cut.stdout).toBe(130);
  stage.time.pass(600_000);
  const { code, stdout } = await stage.cli(line);
  expect(code, stdout).toBe(0);
  const result = resultIn("mfa-exclusion-add", stdout);
  expect(result.continued).toBe(true);
  expect(result.plan.map(({ kind }) => kind)).toEqual(["exclude-user", "exclude-user"]);
  expect(result.warnings.join(" ")).not.toContain("not planned");
  const until = Date.parse(result.at) + 3 * 3_600_000 - Date.parse(result.end?.until ?? "");
  expect(until).toBeGreaterThanOrEqual(600_000);
  await rollBack(result.runId);
});

test("the end comes first, then place and lock, then the group, and the exclusions last", async () => {
  const asked = ["--for", "svc", "--expires", "1h", "--accept-unprotected", "--via", "group", "--lock-to"];
  const { plan } = await add(...asked, "203.0.113.0/24", "--dry-run");
  expect(plan.map(({ kind }) => kind)).toEqual([
    ...["mark-exclusion", "create-named-location", "create-lock", "create-group", "add-group-member"],
    ...["exclude-group", "exclude-group"],
  ]);
  expect(await refused("--dry-run", "--lock-to", "0.0.0.0/0")).toMatchObject({ exit: 2, code: "bad-address" });
});

test("by group: one group, excluded once; the next one only becomes its member", async () => {
  const first = await add("--yes", "--via", "group");
  expect(first.plan.map(({ kind }) => kind)).toEqual([
    ...["create-group", "add-group-member", "add-group-member", "exclude-group"],
  ]);
  expect(first.proof?.every(({ after, agreed }) => after === "does-not-bind" && agreed === true)).toBe(true);
  writes();
  const second = await add(...["--yes", "--via", "group", "--for", "svc", "--expires", "2h", "--accept-unprotected"]);
  // CA002 is about administrators only: it did not bind the others, and the group is not excluded from it yet.
  expect(second.plan.map(({ kind }) => kind)).toEqual(["mark-exclusion", "add-group-member", "exclude-group"]);
  expect(second.proof?.map(({ subject, after }) => [subject, after])).toEqual([
    [SVC, "does-not-bind"],
    [SVC, "does-not-bind"],
  ]);
  await (await administrator(stage)).send("POST", "/v1.0/identity/conditionalAccess/policies", {
    ...{ displayName: "One more", state: "enabled" },
    conditions: {
      users: { includeUsers: ["All"] },
      applications: { includeApplications: ["All"] },
      clientAppTypes: ["all"],
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
  });
  writes();
  // Whom the second run has put there would be freed of it, too, without an end.
  expect(await refused("--yes", "--via", "group")).toMatchObject({
    ...{ exit: 4, code: "group-members" },
    message: expect.stringContaining(SVC) as string,
  });
  expect(writes()).toEqual([]);
});
