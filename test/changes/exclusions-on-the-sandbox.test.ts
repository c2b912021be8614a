// Every kind of change of exclusions, there and back, on the emulated tenant: what is sent is taken, and seen after.
import { expect, onTestFinished, test } from "vitest";
import { exclusionExecutors } from "../../src/changes/exclusion-executors.js";
import type { Executor } from "../../src/changes/executor.js";
import { createGroupLookup } from "../../src/changes/group-lookup.js";
import { createPolicyImages } from "../../src/changes/policy-images.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { openSession } from "../../src/commands/session.js";
import type { Change } from "../../src/shapes/change.js";
import { ServiceError } from "../../src/shapes/errors.js";
import type { ExclusionChange } from "../../src/shapes/exclusion-change.js";
import { readMark } from "../../src/tenant/marks.js";
import { readPolicies } from "../../src/tenant/policies.js";
import { caught } from "../support/caught.js";
import { startStage } from "../support/cli-stage.js";
import { DIRECTORY_SYNCHRONIZATION_ACCOUNTS } from "../support/cli-tenant-view.js";
import { timeless } from "../support/exclusion-ground.js";
import { tenantState } from "../support/tenant-contents.js";

const NAME = "Excluded by a test";
const NICKNAME = "aadc-cloud-exclusion-test";

test("each change is seen before, carried out, and seen after; in the end the policies are as they were", async () => {
  const stage = await startStage();
  onTestFinished(() => stage.close());
  const { info } = stage.sandbox;
  const opening = await openSession({
    cloud: CLOUDS.public,
    tenant: info.tenantId,
    auth: { kind: "device-code", clientId: info.clients[0]?.clientId ?? "" },
    connections: {
      caFiles: [],
      environment: {},
      elsewhere: { host: "127.0.0.1", port: info.port, caFile: info.caFile },
    },
    redactor: createRedactor(),
    signal: new AbortController().signal,
    showDeviceCode: () => undefined,
    clock: stage.time.clock(),
  });
  const session = await opening.session;
  onTestFinished(() => session.close());
  const { graph } = session;
  const { value: policies } = await readPolicies(graph);
  const [policy] = policies;
  const user = (await tenantState(stage)).users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin"));
  if (policy === undefined || user === undefined) throw new Error("The scenario has no policy, or no administrator.");
  const groups = createGroupLookup(graph);
  const images = createPolicyImages(policies);
  const executors = exclusionExecutors({ graph, origin: CLOUDS.public.graph, images, groups });
  const kinds = new Set<string>();

  const words = { summary: "", reversible: true };
  const of = { policyId: policy.id, policyName: policy.displayName };
  const lists = policy.conditions.users;
  const [users = [], roles = []] = [lists?.excludeUsers, lists?.excludeRoles];
  const own = { groupName: NAME, memberId: user.id, memberName: user.userPrincipalName };
  const entry = { id: user.id, name: user.userPrincipalName };
  const account = { userPrincipalName: user.userPrincipalName, userId: user.id };
  const executorOf = (change: ExclusionChange) => {
    kinds.add(change.kind);
    return executors[change.kind] as Executor<Change>;
  };
  const carryOut = async (change: ExclusionChange) => {
    const executor = executorOf(change);
    expect([change.kind, await executor.look([change])]).toMatchObject([change.kind, [{ at: "before" }]]);
    const { objectId } = await executor.send(change);
    if (objectId !== null) executor.recall?.(change, objectId);
    expect([change.kind, await executor.look([change])]).toMatchObject([change.kind, [{ at: "after" }]]);
    return objectId ?? "";
  };

  const marked = { excludedUntil: "2026-11-22T18:00:00Z", excludedFrom: [policy.id] };
  await carryOut({ kind: "mark-exclusion", target: account, before: null, after: marked, ...words });
  expect((await readMark(graph, user.id)).value).toMatchObject({ purpose: null, ...marked });
  const groupId = await carryOut({
    kind: "create-group",
    target: { mailNickname: NICKNAME, groupName: NAME },
    before: null,
    after: { displayName: NAME, mailNickname: NICKNAME, description: "x", isAssignableToRole: true },
    ...words,
  });
  const add = { kind: "add-group-member", target: { ...own, groupId: null }, ...words } as const;
  const adding: ExclusionChange = { ...add, before: { member: false }, after: { member: true } };
  await carryOut(adding);
  const again = await caught(ServiceError, executorOf(adding).send(adding));
  expect(executorOf(adding).isLag(again)).toBe(true);
  // Three changes of one policy: none of them is a stranger to the others.
  await carryOut({
    kind: "exclude-role",
    target: of,
    before: { excludeRoles: roles },
    after: { excludeRoles: [...roles, DIRECTORY_SYNCHRONIZATION_ACCOUNTS.toUpperCase()] },
    ...words,
  });
  await carryOut({
    kind: "exclude-user",
    target: { ...of, users: [entry] },
    before: { excludeUsers: users },
    after: { excludeUsers: [...users, user.id] },
    ...words,
  });
  await carryOut({
    kind: "exclude-group",
    target: { ...of, groupName: NAME },
    before: { excludeGroups: lists?.excludeGroups ?? [] },
    after: { excludeGroups: [...(lists?.excludeGroups ?? []), null] },
    ...words,
  });
  const excluded = (await readPolicies(graph)).value.find(({ id }) => id === policy.id)?.conditions.users;
  expect(excluded?.excludeGroups).toContain(groupId);
  for (const [list, before, entries] of [
    ["excludeGroups", excluded?.excludeGroups ?? [], [{ id: groupId, name: NAME }]],
    ["excludeUsers", excluded?.excludeUsers ?? [], [entry]],
    ["excludeRoles", excluded?.excludeRoles ?? [], [{ id: DIRECTORY_SYNCHRONIZATION_ACCOUNTS, name: "" }]],
  ] as const) {
    const ids = before.filter((id) => entries.every((one) => one.id !== id.toLowerCase()));
    await carryOut({
      kind: "end-exclusion",
      target: { ...of, list, entries },
      before: { ids: before },
      after: { ids },
      ...words,
    });
  }
  const removal: ExclusionChange = {
    kind: "delete-group",
    target: { mailNickname: NICKNAME, groupName: NAME, groupId },
    before: { displayName: NAME },
    after: null,
    ...words,
  };
  expect(await executorOf(removal).look([removal])).toMatchObject([{ at: "other" }]);
  await carryOut({
    ...{ kind: "remove-group-member", target: { ...own, groupId }, ...words },
    ...{ before: { member: true }, after: { member: false } },
  });
  await carryOut(removal);
  await carryOut({ kind: "mark-exclusion", target: account, before: marked, after: null, ...words });

  expect([...kinds].sort()).toEqual(Object.keys(executors).sort());
  const left = (await readPolicies(graph)).value;
  const plain = ({ whole }: { readonly whole: unknown }) => timeless(whole as Readonly<Record<string, unknown>>);
  expect(left.map(plain)).toEqual(policies.map(plain));
});
