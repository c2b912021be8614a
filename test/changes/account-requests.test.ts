// The requests that make each change of an account, as they leave for Graph: to the letter, with nothing else in them.
import { expect, onTestFinished, test } from "vitest";
import { accountExecutors } from "../../src/changes/account-executor-set.js";
import { createAccountLookup } from "../../src/changes/account-lookup.js";
import type { Executor } from "../../src/changes/executor.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createGraphClient } from "../../src/cloud/graph.js";
import type { AccountChange } from "../../src/shapes/account-change.js";
import type { Change } from "../../src/shapes/change.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { answering, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";
import {
  assign,
  CREATE,
  DELETE,
  DELETE_PASS,
  DISABLE,
  ID,
  MARK,
  PASS,
  PASSWORD,
  RESET,
  RESTORE,
  ROLE,
  RUN,
  UNMARK,
  UPN,
  unassign,
} from "./account-samples.js";

recordHosts();

const REQUESTS = "/v1.0/roleManagement/directory";
const BY_PIM = { principalId: ID, roleDefinitionId: ROLE, directoryScopeId: "/", justification: "the wizard" };
const TICKET = { ticketInfo: { ticketNumber: "CHG-1", ticketSystem: "change ticket" } };
const PASS_ANSWER = { status: 201, body: { id: "p-1", temporaryAccessPass: "x", lifetimeInMinutes: 480 } };
const REQUESTED = { status: 201, body: { id: "q-1", status: "Provisioned" } };

type Case = readonly [what: string, change: AccountChange, method: string, path: string, body: unknown, reply?: Reply];

const CASES: readonly Case[] = [
  [
    ...(["a new account", CREATE, "POST", "/v1.0/users"] as const),
    {
      accountEnabled: true,
      displayName: "Wizard",
      mailNickname: "svc",
      userPrincipalName: UPN,
      passwordPolicies: "DisablePasswordExpiration",
      passwordProfile: { password: PASSWORD, forceChangePasswordNextSignIn: false },
    },
    { status: 201, body: { id: ID } },
  ],
  ["deleting one", DELETE, "DELETE", `/v1.0/users/${ID}`, ""],
  [
    "restoring one",
    RESTORE,
    "POST",
    `/v1.0/directory/deletedItems/${ID}/restore`,
    "",
    { status: 200, body: { id: ID } },
  ],
  ["disabling one", DISABLE, "PATCH", `/v1.0/users/${ID}`, { accountEnabled: false }],
  [
    ...(["a new password", RESET, "PATCH", `/v1.0/users/${ID}`] as const),
    {
      passwordPolicies: "DisablePasswordExpiration",
      passwordProfile: { password: PASSWORD, forceChangePasswordNextSignIn: false },
    },
  ],
  [
    ...(["a mark", MARK, "POST", `/v1.0/users/${ID}/extensions`] as const),
    {
      "@odata.type": "#microsoft.graph.openTypeExtension",
      extensionName: "com.aadc-cloud",
      purpose: "service-account",
      run: RUN.runId,
      created: RUN.at,
    },
    { status: 201, body: { id: "com.aadc-cloud" } },
  ],
  ["no mark", UNMARK, "DELETE", `/v1.0/users/${ID}/extensions/com.aadc-cloud`, ""],
  [
    ...(["a plain role", assign({}, null), "POST", `${REQUESTS}/roleAssignments`] as const),
    {
      "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
      roleDefinitionId: ROLE,
      principalId: ID,
      directoryScopeId: "/",
    },
    { status: 201, body: { id: "a-1" } },
  ],
  [
    ...(["an active role", assign({ how: "active", duration: "P14D" }), "POST"] as const),
    `${REQUESTS}/roleAssignmentScheduleRequests`,
    {
      ...BY_PIM,
      action: "adminAssign",
      scheduleInfo: { startDateTime: RUN.at, expiration: { type: "afterDuration", duration: "P14D" } },
      ...TICKET,
    },
    REQUESTED,
  ],
  [
    ...([
      "an eligible role",
      assign({ how: "eligible" }),
      "POST",
      `${REQUESTS}/roleEligibilityScheduleRequests`,
    ] as const),
    {
      ...BY_PIM,
      action: "adminAssign",
      scheduleInfo: { startDateTime: RUN.at, expiration: { type: "noExpiration" } },
      ...TICKET,
    },
    REQUESTED,
  ],
  [
    ...(["no active role", unassign({ how: "active" }), "POST", `${REQUESTS}/roleAssignmentScheduleRequests`] as const),
    { ...BY_PIM, action: "adminRemove", ...TICKET },
    { status: 201, body: { id: "q-2", status: "Revoked" } },
  ],
  [
    ...(["no eligible role", unassign({ how: "eligible" }), "POST"] as const),
    `${REQUESTS}/roleEligibilityScheduleRequests`,
    { ...BY_PIM, action: "adminRemove", ...TICKET },
    { status: 201, body: { id: "q-2", status: "Revoked" } },
  ],
  [
    ...(["a pass", PASS, "POST", `/v1.0/users/${ID}/authentication/temporaryAccessPassMethods`] as const),
    { lifetimeInMinutes: 480, isUsableOnce: false },
    PASS_ANSWER,
  ],
  ["no pass", DELETE_PASS, "DELETE", `/v1.0/users/${ID}/authentication/temporaryAccessPassMethods/p-1`, ""],
];

test.for(CASES)("%s is one request, and no look before it", async ([, change, method, path, body, reply]) => {
  const requests = answering(CLOUDS.public.graph, [reply ?? { status: 204 }]);
  const transport = transportUnderTest();
  onTestFinished(() => transport.close());
  const graph = createGraphClient(CLOUDS.public, fixedCredential(), transport);
  const lookup = createAccountLookup(graph);
  lookup.recall(UPN, ID);
  const executors = accountExecutors({
    graph,
    lookup,
    password: () => PASSWORD,
    keepPass: () => undefined,
    run: () => RUN,
    justification: "the wizard",
    ticket: "CHG-1",
  });
  const executor = executors[change.kind] as Executor<Change> | undefined;
  await executor?.send(change);
  expect(requests).toEqual([
    {
      method,
      host: "graph.microsoft.com",
      path,
      headers: {
        accept: "application/json",
        authorization: "Bearer token-1",
        "client-request-id": "00000000-0000-4000-8000-000000000001",
        host: "graph.microsoft.com",
        prefer: "include-unknown-enum-members",
        ...(body === "" ? {} : { "content-type": "application/json" }),
      },
      body,
    },
  ]);
});
