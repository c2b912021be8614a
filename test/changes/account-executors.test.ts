import { describe, expect, test } from "vitest";
import { planServiceAccount } from "../../src/accounts/service-account.js";
import { apply } from "../../src/changes/apply.js";
import { assignRoleExecutor, createUserExecutor } from "../../src/changes/user-executors.js";
import type { AssignRoleChange, CreateUserChange } from "../../src/shapes/change.js";
import { planHash } from "../../src/shapes/change.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { type Canned, cannedService, forbidden, json, notFound } from "../tenant/canned-service.js";

const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
const UPN = "svc@contoso.onmicrosoft.com";
const PASSWORD = "aA2-".repeat(8);
const USER = { id: "u-1", userPrincipalName: UPN, accountEnabled: true, userType: "Member" };

const CREATE: CreateUserChange = {
  kind: "create-user",
  target: { userPrincipalName: UPN },
  summary: "create it",
  before: null,
  after: { displayName: "Wizard", mailNickname: "svc", accountEnabled: true },
  reversible: true,
};
const ASSIGN: AssignRoleChange = {
  kind: "assign-role",
  target: { userPrincipalName: UPN, principalId: null },
  summary: "assign it",
  before: null,
  after: { roleDefinitionId: ROLE, roleName: "Hybrid Identity Administrator", directoryScopeId: "/" },
  reversible: true,
};
const ASSIGN_KNOWN: AssignRoleChange = { ...ASSIGN, target: { userPrincipalName: UPN, principalId: "u-1" } };
const roles = (...ids: string[]) =>
  json({ value: ids.map((roleDefinitionId) => ({ roleDefinitionId, directoryScopeId: "/" })) });
const answer = (user: Canned, assignments: Canned = roles()) =>
  cannedService(({ method, address }) =>
    method === "POST" ? { status: 201 } : address.startsWith("/v1.0/users/") ? user : assignments,
  );

describe("creating a user", () => {
  test("sends exactly this", async () => {
    const { client, sent } = answer(notFound);
    const written = await createUserExecutor(client, () => PASSWORD).send(CREATE);
    expect(sent).toMatchObject([{ method: "POST", address: "/v1.0/users" }]);
    expect(sent[0]?.body).toEqual({
      accountEnabled: true,
      displayName: "Wizard",
      mailNickname: "svc",
      userPrincipalName: UPN,
      passwordPolicies: "DisablePasswordExpiration",
      passwordProfile: { password: PASSWORD, forceChangePasswordNextSignIn: false },
    });
    expect(written.requestId).toBe("r-1");
  });

  test.each<[string, Canned, unknown]>([
    ["not there", notFound, "before"],
    ["there", json(USER), "after"],
    [
      "there, from Active Directory",
      json({ ...USER, onPremisesSyncEnabled: true }),
      { other: `${UPN} exists and is not ours` },
    ],
    ["there, disabled", json({ ...USER, accountEnabled: false }), { other: `${UPN} exists and is not ours` }],
  ])("sees it %s", async (_what, user, sight) => {
    expect(await createUserExecutor(answer(user).client, () => PASSWORD).look([CREATE])).toEqual([sight]);
  });

  test("that may not be looked at is not taken for missing", async () => {
    await expect(createUserExecutor(answer(forbidden).client, () => "").look([CREATE])).rejects.toThrow("403");
  });
});

describe("assigning a role", () => {
  test.each([
    ["to a known principal", ASSIGN_KNOWN, ["POST"]],
    ["to one made a moment ago, found by its name", ASSIGN, ["GET", "POST"]],
  ])("%s sends exactly this", async (_what, change, methods) => {
    const { client, sent } = answer(json(USER));
    await assignRoleExecutor(client).send(change);
    expect(sent.map(({ method }) => method)).toEqual(methods);
    expect(sent.at(-1)).toMatchObject({
      address: "/v1.0/roleManagement/directory/roleAssignments",
      body: {
        "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
        roleDefinitionId: ROLE,
        principalId: "u-1",
        directoryScopeId: "/",
      },
    });
  });

  test.each<[string, Canned, string]>([
    ["none", roles(), "before"],
    ["others", roles("other"), "before"],
    ["it", roles("other", ROLE), "after"],
    [
      "it for a part of the tenant",
      json({ value: [{ roleDefinitionId: ROLE, directoryScopeId: "/administrativeUnits/a" }] }),
      "before",
    ],
  ])("sees a principal with %s", async (_what, assignments, sight) => {
    expect(await assignRoleExecutor(answer(json(USER), assignments).client).look([ASSIGN, ASSIGN_KNOWN])).toEqual([
      sight,
      sight,
    ]);
  });

  test("to nobody that can be seen yet is lag", async () => {
    const executor = assignRoleExecutor(answer(notFound).client);
    expect(await executor.look([ASSIGN])).toEqual(["before"]);
    const error = await caught(ServiceError, executor.send(ASSIGN));
    expect(executor.isLag(error)).toBe(true);
  });

  test("knows lag by status and code, never by any refusal", () => {
    const executor = assignRoleExecutor(answer(notFound).client);
    const isLag = (error: unknown) => executor.isLag(error);
    const refusal = (status: number, serviceCodes: readonly string[]) =>
      new ServiceError("x", { code: "x", remedy: "", status, serviceCodes });
    expect(isLag(refusal(404, []))).toBe(true);
    expect(isLag(refusal(400, ["Request_ResourceNotFound"]))).toBe(true);
    expect(isLag(refusal(400, ["Request_BadRequest"]))).toBe(true);
    expect(isLag(refusal(409, []))).toBe(true);
    expect(isLag(refusal(400, ["BadRequest"]))).toBe(false);
    expect(isLag(refusal(403, ["Request_ResourceNotFound"]))).toBe(false);
    expect(isLag(new Error("404"))).toBe(false);
  });
});

/** A tenant whose replicas show a new user only after some reads, and refuse its role meanwhile. */
function laggingTenant(readsUntilSeen: number) {
  let created = false;
  let assigned = false;
  let reads = 0;
  return cannedService(({ method, address }) => {
    const seen = created && reads >= readsUntilSeen;
    if (method === "POST" && address === "/v1.0/users") {
      created = true;
      return { status: 201 };
    }
    if (method === "POST") {
      if (!seen) return notFound;
      assigned = true;
      return { status: 201 };
    }
    if (created) reads += 1;
    if (address.startsWith("/v1.0/users/"))
      return created && reads % 2 === 0 ? json(USER) : seen ? json(USER) : notFound;
    return assigned ? roles(ROLE) : roles();
  });
}

test("a new account is set up on lagging replicas, each write once; its password is nowhere but in the request", async () => {
  const { client, sent } = laggingTenant(12);
  const journal: unknown[] = [];
  const told: string[] = [];
  const plan = planServiceAccount(
    { initialDomain: "contoso.onmicrosoft.com", user: null, roleIds: [] },
    { name: "svc", displayName: "Wizard" },
  );
  const outcomes = await apply(plan, {
    executors: { "create-user": createUserExecutor(client, () => PASSWORD), "assign-role": assignRoleExecutor(client) },
    journal: { where: "", append: (entry) => void journal.push(entry), close: () => undefined },
    clock: manualClock(),
    signal: new AbortController().signal,
    progress: (line) => void told.push(line),
    confirmed: () => undefined,
  });
  expect(outcomes.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(["create-user done", "assign-role done"]);
  const writes = sent.filter(({ method }) => method === "POST");
  expect(writes.filter(({ address }) => address === "/v1.0/users")).toHaveLength(1);
  expect(JSON.stringify(writes)).toContain(PASSWORD);
  for (const kept of [plan, journal, told, outcomes, planHash(plan)])
    expect(JSON.stringify(kept)).not.toContain(PASSWORD);
});
