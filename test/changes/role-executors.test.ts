// Roles, given directly and through Privileged Identity Management: what is seen of them, and what its refusals come to.
import { describe, expect, test } from "vitest";
import { accountExecutors } from "../../src/changes/account-executor-set.js";
import { createAccountLookup } from "../../src/changes/account-lookup.js";
import type { AssignRoleChange, UnassignRoleChange } from "../../src/shapes/account-change.js";
import { type AadcError, GuardError, PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Canned, cannedService, json, notFound, type Sent } from "../tenant/canned-service.js";
import { assign, ID, ROLE, RUN, UPN, unassign } from "./account-samples.js";

function executorsOn(answer: (sent: Sent) => Canned | undefined) {
  const service = cannedService(answer);
  const { client: graph } = service;
  const lookup = createAccountLookup(graph);
  return { ...service, ...accountExecutors({ graph, lookup, run: () => RUN, justification: "the wizard" }) };
}

const held = (more: Readonly<Record<string, unknown>> = {}) => ({
  id: "a-1",
  roleDefinitionId: ROLE,
  directoryScopeId: "/",
  ...more,
});
const inList = (...items: readonly unknown[]) =>
  executorsOn(({ method }) => (method === "GET" ? json({ value: items }) : { status: 201 }));
const instance = (
  startDateTime: string | null,
  endDateTime: string | null,
  more: Readonly<Record<string, unknown>> = {},
) => held({ startDateTime, endDateTime, assignmentType: "Assigned", memberType: "Direct", ...more });
const ACTIVE = assign({ how: "active", duration: "P14D" });
const ELIGIBLE = assign({ how: "eligible", duration: null });

describe("a role is seen", () => {
  test.each<[string, AssignRoleChange, readonly unknown[], string]>([
    ["not at all", assign(), [], "before"],
    ["another one", assign(), [held({ roleDefinitionId: "other" })], "before"],
    ["it", assign(), [held({ roleDefinitionId: "other" }), held()], "after"],
    ["written in capitals", assign(), [held({ roleDefinitionId: ROLE.toUpperCase() })], "after"],
    ["for a part of the tenant", assign(), [held({ directoryScopeId: "/administrativeUnits/a" })], "before"],
    ["for fourteen days", ACTIVE, [instance("2026-11-22T10:00:04Z", "2026-12-06T10:00:04Z")], "after"],
    ["for fourteen days from the plan on", ACTIVE, [instance("2026-11-22T11:30:00Z", "2026-12-06T10:00:00Z")], "after"],
    ["for seven days", ACTIVE, [instance("2026-11-22T10:00:04Z", "2026-11-29T10:00:04Z")], "other"],
    ["without an end, made beside PIM", ACTIVE, [instance(null, null)], "other"],
    [
      "activated for some hours",
      ACTIVE,
      [instance("2026-11-22T10:00:04Z", "2026-12-06T10:00:04Z", { assignmentType: "Activated" })],
      "before",
    ],
    [
      "through a group",
      ACTIVE,
      [instance("2026-11-22T10:00:04Z", "2026-12-06T10:00:04Z", { memberType: "Group" })],
      "before",
    ],
    [
      "eligible without an end",
      ELIGIBLE,
      [held({ startDateTime: RUN.at, endDateTime: null, memberType: "Direct" })],
      "after",
    ],
    ["eligible with an end", ELIGIBLE, [held({ startDateTime: RUN.at, endDateTime: "2026-12-06T10:00:00Z" })], "other"],
    ["active without an end", assign({ how: "active" }), [instance(RUN.at, null)], "after"],
  ])("%s", async (_what, change, items, at) => {
    const { "assign-role": executor } = inList(...items);
    const [sight] = (await executor?.look([change])) ?? [];
    expect(sight?.at).toBe(at);
    if (sight?.at === "after") expect(sight.image).toMatchObject({ id: "a-1" });
  });

  test.each([
    ["direct", "/v1.0/roleManagement/directory/roleAssignments"],
    ["active", "/v1.0/roleManagement/directory/roleAssignmentScheduleInstances"],
    ["eligible", "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"],
  ] as const)("%s in the list of its own, by one request", async (how, list) => {
    const { "assign-role": executor, sent } = inList();
    await executor?.look([assign({ how })]);
    expect(sent.map(({ address }) => address)).toEqual([`${list}?$filter=principalId eq '${ID}'`]);
  });

  test("by nobody whose account cannot be seen: that is lag", async () => {
    const { "assign-role": executor } = executorsOn(() => notFound);
    const change = assign({}, null);
    expect(await executor?.look([change])).toEqual([{ at: "before" }]);
    const error = await caught(ServiceError, Promise.resolve(executor?.send(change)));
    expect(executor?.isLag(error)).toBe(true);
    expect(executor?.waitingFor?.(change, error)).toContain(UPN);
  });
});

describe("a role that is taken is seen", () => {
  test.each<[string, UnassignRoleChange, readonly unknown[], string]>([
    ["gone", unassign(), [], "after"],
    ["still there", unassign(), [held()], "before"],
    [
      "still there until its end",
      unassign({ how: "active", duration: "P14D" }),
      [instance(RUN.at, "2026-12-06T10:00:00Z")],
      "before",
    ],
    [
      "without its end: somebody has changed it",
      unassign({ how: "active", duration: "P14D" }),
      [instance(RUN.at, null)],
      "other",
    ],
    ["with an end that it had not", unassign({ how: "eligible" }), [instance(RUN.at, "2026-12-06T10:00:00Z")], "other"],
  ])("%s", async (_what, change, items, at) => {
    const { "unassign-role": executor } = inList(...items);
    expect(await executor?.look([change])).toMatchObject([{ at }]);
  });

  test("and the plain assignment is deleted by the id that was seen, without another look", async () => {
    const { "unassign-role": executor, sent } = inList(held({ id: "a-1" }));
    await executor?.look([unassign()]);
    await executor?.send(unassign());
    expect(sent.map(({ method }) => method)).toEqual(["GET", "DELETE"]);
    expect(sent[1]?.address).toBe("/v1.0/roleManagement/directory/roleAssignments/a-1");
    const fresh = inList();
    const error = await caught(ServiceError, Promise.resolve(fresh["unassign-role"]?.send(unassign())));
    expect(fresh["unassign-role"]?.isLag(error)).toBe(true);
  });
});

describe("what Privileged Identity Management answers", () => {
  const requested = (status: string) => executorsOn(() => ({ status: 201, body: { id: "q-1", status } }));

  test.each(["Provisioned", "Granted", "PendingProvisioning", "SomethingNew"])(
    "%s: the look decides",
    async (status) => {
      expect(await requested(status)["assign-role"]?.send(ACTIVE)).toMatchObject({ objectId: "q-1" });
    },
  );

  test.each(["PendingApproval", "PendingAdminDecision"])("%s: who approves is said", async (status) => {
    const error = await caught(PermissionError, Promise.resolve(requested(status)["assign-role"]?.send(ACTIVE)));
    expect(error).toMatchObject({ code: "role-request-pending" });
    expect(error.remedy).toContain("Approve requests");
  });

  test.each(["Failed", "Denied", "AdminDenied", "Canceled"])(
    "%s: it came to nothing, and is not sent again",
    async (status) => {
      const { "assign-role": executor } = requested(status);
      const error = await caught(ServiceError, Promise.resolve(executor?.send(ACTIVE)));
      expect(error).toMatchObject({ code: "role-request-failed", carriedOut: "no" });
      expect(executor?.isLag(error)).toBe(false);
    },
  );

  const RULES = 'The following policy rules failed: ["ExpirationRule","TicketingRule"]';
  test.each<[string, string, new (...given: never[]) => AadcError, string]>([
    ["RoleAssignmentRequestPolicyValidationFailed", RULES, GuardError, "--ticket"],
    ["AadPremiumLicenseRequired", "needs P2", PermissionError, "--role permanent"],
    ["PendingRoleAssignmentRequest", "pending", PermissionError, "approved or cancelled"],
  ])("400 %s ends it, with a way out", async (code, message, kind, way) => {
    const { "assign-role": executor } = executorsOn(() => ({ status: 400, body: { error: { code, message } } }));
    const error = await caught(kind, Promise.resolve(executor?.send(ACTIVE)));
    expect(error.remedy).toContain(way);
    expect(executor?.isLag(error)).toBe(false);
  });

  test.each([
    [404, "SubjectNotFound", true],
    [400, "RoleAssignmentExists", true],
    [400, "RoleNotFound", false],
    [400, "Request_BadRequest", false],
    [400, "ActiveDurationTooShort", false],
    [403, "RoleAssignmentExists", false],
  ])("%i %s to an assignment: waiting helps: %s", async (status, code, helps) => {
    const { "assign-role": executor } = executorsOn(() => ({ status, body: { error: { code, message: "m" } } }));
    const error = await caught(Error, Promise.resolve(executor?.send(ACTIVE)));
    expect(executor?.isLag(error)).toBe(helps);
  });

  test.each([
    [400, "RoleAssignmentDoesNotExist", true],
    [400, "ActiveDurationTooShort", true],
    [400, "RoleAssignmentExists", false],
  ])("%i %s to a removal: waiting helps: %s", async (status, code, helps) => {
    const { "unassign-role": executor } = executorsOn(() => ({ status, body: { error: { code, message: "m" } } }));
    const change = unassign({ how: "active" });
    const error = await caught(ServiceError, Promise.resolve(executor?.send(change)));
    expect(executor?.isLag(error)).toBe(helps);
    if (code === "ActiveDurationTooShort")
      expect(executor?.waitingFor?.(change, error)).toContain("five minutes after it was given");
  });
});
