// Whom `mfa-exclusion status` is asked about, and who besides the evaluator is heard.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFaults, type Faults } from "../../src/sandbox/faults/faults.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { OLD_SYNC_USER } from "../sandbox/conditional-access-bodies.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const SVC = "svc-adconnect@contoso.onmicrosoft.com";
const OLD = "Sync_AADC-OLD_8f2d6b1c04ae@contoso.onmicrosoft.com";
const NEW = "Sync_AADC-NEW_d3174c9e5b60@contoso.onmicrosoft.com";
const ADA = "ada@contoso.example";
const DIRECTORY_READERS = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
const EVALUATE = "/v1.0/identity/conditionalAccess/evaluate";

const status = async (stage: Stage, ...argv: readonly string[]) => {
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "status", "-o", "json", ...argv]);
  expect(code, stdout + stderr).toBe(0);
  return resultIn("mfa-exclusion-status", stdout);
};
const refusal = async (stage: Stage, ...argv: readonly string[]) => {
  const { code, stdout } = await stage.cli(["mfa-exclusion", "status", "-o", "json", ...argv]);
  return { exit: code, ...errorIn(stdout) };
};

/** Everybody but the holders of a role that nobody has who synchronises. */
function excludeReaders(tenant: TenantState): void {
  const [policy] = tenant.conditionalAccessPolicies;
  const users = (policy as unknown as { conditions: { users: Record<string, unknown> } }).conditions.users;
  users["excludeRoles"] = [DIRECTORY_READERS];
}

/** A policy for everybody, from everywhere but where the new server stands. */
function excludeNewServersPlace(tenant: TenantState): void {
  const place = "11111111-0000-4000-8000-00000000000a";
  const at = { createdDateTime: "2026-01-01T00:00:00Z", modifiedDateTime: "2026-01-01T00:00:00Z" };
  const ipRanges = [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "203.0.113.11/32" }];
  tenant.namedLocations.push({
    ...{ "@odata.type": "#microsoft.graph.ipNamedLocation", id: place, displayName: "New server", isTrusted: false },
    ...{ ipRanges, ...at },
  });
  const [first] = tenant.conditionalAccessPolicies;
  if (first === undefined) throw new Error("The tenant has no policy.");
  const policy = structuredClone(first) as typeof first & { conditions: Record<string, unknown> };
  policy.conditions["locations"] = { includeLocations: ["All"], excludeLocations: [place] };
  tenant.conditionalAccessPolicies.push({
    ...policy,
    id: "22222222-0000-4000-8000-00000000000a",
    displayName: "MFA elsewhere",
  });
}

describe("on a migration", () => {
  let stage: Stage;
  let ada: string;
  beforeAll(async () => {
    stage = await startStage({
      tenant: (tenant) => {
        excludeReaders(tenant);
        ada =
          tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("ada"))?.userPrincipalName ?? ADA;
      },
    });
  });
  afterAll(() => stage.close());

  test("svc must be there: else the command that makes it is named", async () => {
    expect(await refusal(stage, "--for", "svc")).toMatchObject({
      exit: 2,
      code: "unknown-subject",
      message: `There is no service account ${SVC}.`,
      remedy: expect.stringContaining("--for NAME@DOMAIN") as string,
    });
  });

  test.each([
    ["nobody@contoso.onmicrosoft.com", "There is no user nobody@contoso.onmicrosoft.com in this tenant."],
    ["00000000-1111-4222-8333-444444444444", "There is no user and no application with the id"],
    ["everybody", '"everybody" in --for is nobody\'s name.'],
    ["sync,everybody", '"everybody" in --for is nobody\'s name.'],
  ])("--for %s finds nobody", async (who, message) => {
    const error = await refusal(stage, "--for", who);
    expect(error).toMatchObject({ exit: 2, code: "unknown-subject" });
    expect(error.message).toContain(message);
  });

  test("what was typed is made harmless", async () => {
    const { code, stderr } = await stage.cli(["mfa-exclusion", "status", "--for", "\u001b[2J\u202e@x.example"]);
    expect(code).toBe(2);
    expect(stderr).toContain("There is no user");
    for (const character of ["\u001b", "\u202e"]) expect(stderr).not.toContain(character);
  });

  test("each is told once, in the order in which they were asked for, and as what they are", async () => {
    await stage.cli(["setup-svc-account", "--password-to", "file:pw", "--yes"]);
    const { subjects, policies, next, notes } = await status(
      stage,
      "--for",
      `svc,${ada}`,
      "--for",
      OLD_SYNC_USER,
      "--for",
      "sync,svc",
    );
    expect(subjects.map(({ name, is, server }) => [name, is, server])).toEqual([
      [SVC, "service-account", null],
      [ada, "other", null],
      [OLD, "connector", "AADC-OLD"],
      [NEW, "connector", "AADC-NEW"],
    ]);
    expect(policies).toHaveLength(4 * 3);
    expect(next.map(({ command }) => command.join(" "))).toContain("mfa-exclusion add --for svc --expires 8h");
    expect(next.some(({ command }) => command.includes(ada))).toBe(false);
    expect(notes.join("\n")).toContain(
      `${ada} neither synchronises nor runs the wizard: it counts as a person, whom this program does not exclude. Better`,
    );
    const wizardAsksFor = subjects[0]?.resources.map(({ name }) => name);
    expect(wizardAsksFor).toContain("Windows Azure Service Management API");
  });

  test("a service account of another name is named in each line, and no second one comes of it", async () => {
    const made = await stage.cli(["setup-svc-account", "--name", "svc-two", "--password-to", "file:two", "--yes"]);
    expect(made.code, made.stderr).toBe(0);
    const { next } = await status(stage, "--for", "svc-two@contoso.onmicrosoft.com");
    const [pass, add] = next.map(({ command }) => command);
    expect(add?.join(" ")).toBe("mfa-exclusion add --for svc-two@contoso.onmicrosoft.com --expires 8h");
    const foretold = await stage.cli([...(pass ?? []), "--dry-run", "-o", "json"]);
    expect(resultIn("setup-svc-account", foretold.stdout).plan.map(({ kind }) => kind)).toEqual(["create-pass"]);
  });

  test("a name in upper case is the same account", async () => {
    const { subjects } = await status(stage, "--for", `SYNC,${OLD.toUpperCase()}`);
    expect(subjects.map(({ name }) => name).sort()).toEqual([NEW, OLD]);
  });

  test("all witnesses are heard, for each account and each resource, and agree", async () => {
    await stage.cli(["sandbox", "do", "sync"]);
    await stage.cli(["sandbox", "do", "advance", "1h"]);
    stage.newRequests();
    const { policies, unheard, subjects } = await status(stage);
    expect(unheard).toEqual([]);
    for (const witness of ["evaluator", "what-if", "sign-ins"])
      expect(policies[0]?.testimonies.filter((one) => one.witness === witness).map(({ says }) => says)).toEqual(
        Array.from({ length: 4 }, () => "applies"),
      );
    expect(policies.map(({ agreed }) => agreed)).toEqual(policies.map(() => true));
    expect(subjects.map(({ addresses }) => addresses?.length)).toEqual([1, 1]);
    const asked = stage.newRequests().filter(({ url }) => url === EVALUATE);
    expect(asked.filter(({ method, status: answer }) => method === "POST" && answer === 200)).toHaveLength(8);
  });

  test("a dry run asks them, too: they change nothing", async () => {
    stage.newRequests();
    await status(stage, "--dry-run");
    expect(stage.newRequests().filter(({ url }) => url === EVALUATE)).toHaveLength(8);
  });

  test("what a sign-in met is held against what is now: the one whom a role excludes since", async () => {
    const token = await stage.sandbox.userToken();
    const added = await stage.sandbox.graph(token, "/v1.0/roleManagement/directory/roleAssignments", {
      method: "POST",
      json: { principalId: OLD_SYNC_USER, roleDefinitionId: DIRECTORY_READERS, directoryScopeId: "/" },
    });
    expect(added.status).toBe(201);
    const { policies, next, subjects } = await status(stage, "--for", OLD);
    const [first] = policies;
    expect(subjects).toMatchObject([{ name: OLD, lock: "none" }]);
    expect(first).toMatchObject({ verdict: "does-not-bind", agreed: false });
    expect(new Set(first?.testimonies.map(({ witness, says }) => `${witness} ${says}`))).toEqual(
      new Set(["evaluator does-not-apply", "what-if does-not-apply", "sign-ins applies"]),
    );
    expect(next.map(({ command }) => command)).toEqual([
      ["mfa-exclusion", "add", "--policy", first?.policyId],
      ["mfa-exclusion", "add", "--for", OLD, "--lock-to", "203.0.113.10/32"],
    ]);
    const { stdout } = await stage.cli(["mfa-exclusion", "status", "--for", OLD], { columns: 80 });
    expect(stdout).toContain("witnesses disagree about Microsoft Graph:");
    expect(stdout).toContain("  no lock       it is excluded, and can sign in from anywhere\n");
    expect(stdout).toMatch(/sign-in log: applies \(the sign-in of/);
  });

  test("what does not bind is counted, with --verbose each is named", async () => {
    const brief = await stage.cli(["mfa-exclusion", "status", "--for", NEW]);
    expect(brief.stdout).toContain("one other policy does not bind it");
    expect(brief.stdout).not.toContain("CA002");
    const full = await stage.cli(["mfa-exclusion", "status", "--for", NEW, "-v"]);
    expect(full.stdout).toMatch(/does-not-bind CA002/);
    expect(full.stdout).not.toContain("does not bind it");
  });
});

describe("who could not be heard", () => {
  let stage: Stage;
  let rules: Faults | undefined;
  beforeAll(async () => {
    stage = await startStage({
      faults: { needEarlierAnswers: false, strike: (request) => rules?.strike(request) },
    });
  });
  afterAll(() => stage.close());

  test.each([
    [403, "Policy.Read.ConditionalAccess"],
    [404, "Read what the service says"],
    [501, "waiting will not change it"],
  ])("What-If refused with %i is asked once and no more, and the reason is told", async (refused, remedy) => {
    rules = createFaults([{ path: EVALUATE, fault: { kind: "status", status: refused, body: "json" } }], 1);
    stage.newRequests();
    const { unheard, policies } = await status(stage);
    expect(unheard).toEqual([
      {
        witness: "what-if",
        subject: null,
        reason: expect.stringContaining(`status ${refused}`) as string,
        remedy: expect.stringContaining(remedy) as string,
      },
    ]);
    expect(policies.filter(({ verdict }) => verdict === "binds")).toHaveLength(2);
    expect(stage.newRequests().filter(({ url }) => url === EVALUATE)).toHaveLength(1);
  });

  test("one question that is not answered takes nothing away from the others, and is told by account and resource", async () => {
    rules = createFaults(
      [
        { path: EVALUATE, nth: [3], fault: { kind: "status", status: 501, body: "json" } },
        { path: "/beta/auditLogs/signIns", fault: { kind: "status", status: 403, body: "json" } },
      ],
      1,
    );
    stage.newRequests();
    const { unheard: all, policies, subjects } = await status(stage);
    const unheard = all.filter(({ witness }) => witness === "what-if");
    expect(stage.newRequests().filter(({ url }) => url === EVALUATE)).toHaveLength(8);
    const [name, other] = subjects.map((one) => one.name);
    expect(unheard).toMatchObject([{ witness: "what-if", subject: name }]);
    const [{ reason, remedy } = { reason: "", remedy: "" }] = unheard;
    expect(reason).toMatch(
      /^1 of 4 questions was not answered \(Microsoft Entra AD Synchronization Service\): POST .* status 501 \(\w+\).*\.$/,
    );
    expect(remedy).not.toContain("Wait");
    const binding = policies.filter(({ verdict }) => verdict === "binds");
    expect(binding.map(({ subject, agreed }) => [subject, agreed])).toEqual([
      [name, null],
      [other, true],
    ]);
  });

  test("after two in a row What-If is asked no more, and what it has said counts", async () => {
    rules = createFaults([{ path: EVALUATE, nth: [3, 4], fault: { kind: "status", status: 501, body: "json" } }], 1);
    stage.newRequests();
    const { unheard, policies, subjects } = await status(stage);
    expect(stage.newRequests().filter(({ url }) => url === EVALUATE)).toHaveLength(4);
    expect(unheard.map(({ subject, reason }) => [subject, reason.slice(0, 33)])).toEqual([
      [subjects[0]?.name, "2 of 4 questions were not answered".slice(0, 33)],
      [subjects[1]?.name, "4 of 4 questions were not answered".slice(0, 33)],
    ]);
    expect(policies[0]?.testimonies.filter(({ witness }) => witness === "what-if")).toHaveLength(2);
  });

  test("where one account is not known to What-If, the others are asked all the same", async () => {
    rules = createFaults([{ path: EVALUATE, nth: [2], fault: { kind: "status", status: 400, body: "json" } }], 1);
    stage.newRequests();
    const { unheard, subjects } = await status(stage);
    expect(unheard.map(({ subject }) => subject)).toEqual([subjects[0]?.name]);
    expect(stage.newRequests().filter(({ url }) => url === EVALUATE)).toHaveLength(2 + 4);
  });

  test("a broken answer is asked for again: nothing is changed by it", async () => {
    rules = createFaults([{ path: EVALUATE, nth: [1], fault: { kind: "reset", work: "done" } }], 1);
    stage.newRequests();
    const { unheard, policies } = await status(stage);
    expect(unheard).toEqual([]);
    expect(policies[0]?.testimonies.filter(({ witness }) => witness === "what-if")).toHaveLength(4);
  });

  test("the log is refused: told once for all, and nobody's address is known", async () => {
    rules = createFaults(
      [{ path: "/beta/auditLogs/signIns", fault: { kind: "status", status: 403, body: "json" } }],
      1,
    );
    const { unheard, subjects } = await status(stage);
    expect(unheard).toMatchObject([{ witness: "sign-ins", subject: null }]);
    expect(unheard[0]?.remedy).toContain("AuditLog.Read.All");
    expect(subjects.map(({ addresses }) => addresses)).toEqual([null, null]);
    const { stdout } = await stage.cli(["mfa-exclusion", "status"]);
    expect(stdout).toContain("not heard: sign-in log:");
  });
});

describe("what hangs on the place, and on a role that is given later", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ tenant: excludeNewServersPlace });
    await stage.cli(["setup-svc-account", "--password-to", "file:pw", "--yes"]);
    for (const event of [["sync"], ["advance", "1h"]]) await stage.cli(["sandbox", "do", ...event]);
  });
  afterAll(() => stage.close());

  test("the log tells from where each server signs in, and so which of them a policy about places binds", async () => {
    const { policies, subjects } = await status(stage);
    const told = policies.filter(({ policyName }) => policyName === "MFA elsewhere");
    expect(told.map(({ subject, verdict, agreed }) => [subject, verdict, agreed]).sort()).toEqual([
      [NEW, "does-not-bind", true],
      [OLD, "binds", true],
    ]);
    expect(subjects.find(({ name }) => name === NEW)?.addresses).toEqual(["203.0.113.11"]);
  });

  test("the account that runs the wizard is judged with the role that it will have, and its witnesses as it is", async () => {
    const token = await stage.sandbox.userToken();
    const before = await status(stage, "--for", "svc");
    const held = await stage.sandbox.graph(
      token,
      `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${before.subjects[0]?.id}'`,
    );
    const { value } = held.body as { readonly value: readonly { readonly id: string }[] };
    for (const { id } of value)
      await stage.sandbox.graph(token, `/v1.0/roleManagement/directory/roleAssignments/${id}`, { method: "DELETE" });
    const after = await status(stage, "--for", "svc");
    const ofAdministrators = (result: typeof before) => {
      const one = result.policies.find(({ policyName }) => policyName.startsWith("CA002"));
      const evaluated = one?.testimonies.filter(({ witness }) => witness === "evaluator").map(({ says }) => says);
      return [one?.verdict, one?.agreed, evaluated?.[0]];
    };
    expect(ofAdministrators(before)).toEqual(["binds", true, "applies"]);
    expect(ofAdministrators(after)).toEqual(["binds", true, "does-not-apply"]);
    expect(after.notes.join(" ")).toContain("does not hold the role Hybrid Identity Administrator now");
    expect(before.notes.join(" ")).not.toContain("does not hold the role");
  });
});

describe("applications", () => {
  let stage: Stage;
  let principals: readonly { readonly id: string; readonly appId: string; readonly displayName: string }[];
  beforeAll(async () => {
    stage = await startStage({
      scenario: "fabrikam-app",
      tenant: (tenant) => {
        principals = tenant.servicePrincipals;
        const [first, second] = tenant.servicePrincipals.filter(({ displayName }) =>
          displayName.startsWith("ConnectSync"),
        );
        if (first !== undefined && second !== undefined) second.displayName = first.displayName;
      },
    });
  });
  afterAll(() => stage.close());

  test("an application by its app id or its object id is the same one; two of one name are told apart", async () => {
    const [first, second] = principals.filter(({ displayName }) => displayName.startsWith("ConnectSync"));
    const { subjects, next } = await status(stage, "--for", `${first?.appId},${first?.id}`, "--for", `${second?.id}`);
    expect(subjects.map(({ id, is, name }) => [id, is, name])).toEqual([
      [first?.id, "application", `${first?.displayName} (${first?.id})`],
      [second?.id, "application", `${first?.displayName} (${second?.id})`],
    ]);
    expect(next).toEqual([]);
  });

  test("a service of Microsoft's own is reached by no policy, and What-If is not asked about it", async () => {
    const graph = principals.find(({ displayName }) => displayName === "Microsoft Graph");
    stage.newRequests();
    const { policies, unheard } = await status(stage, "--for", `${graph?.id}`);
    expect(new Set(policies.map(({ verdict }) => verdict))).toEqual(new Set(["does-not-bind"]));
    expect(unheard).toEqual([]);
    expect(stage.newRequests().filter(({ url }) => url === EVALUATE)).toEqual([]);
  });

  test("no exclusion is needed, and that is all to be said of them", async () => {
    const { stdout } = await stage.cli(["mfa-exclusion", "status"]);
    expect(stdout).toContain("no exclusion needed: policies for users never reach an application");
    expect(stdout).not.toMatch(/^ {2}(binds|unknown)/m);
  });
});

describe("without Microsoft Entra ID P1", () => {
  test("nothing is asked that could only be refused, and the reason is told", async () => {
    const stage = await startStage({ scenario: "tailspin-free" });
    try {
      const { unheard, notes } = await status(stage);
      expect(unheard).toEqual([
        {
          witness: "sign-ins",
          subject: null,
          reason: expect.stringContaining("Microsoft Entra ID P1") as string,
          remedy: expect.stringContaining("admin center") as string,
        },
      ]);
      expect(notes[0]).toMatch(/^Security defaults are on: .* the account that runs the wizard is not\./);
      const asked = stage.newRequests().map(({ url }) => url);
      expect(asked.filter((url) => url === EVALUATE || url.includes("/auditLogs/"))).toEqual([]);
    } finally {
      await stage.close();
    }
  });
});
