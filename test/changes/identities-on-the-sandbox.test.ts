// Every kind of change of servers' identities there and back, on the emulated tenant: what is sent is taken, and seen after.
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import type { Executor } from "../../src/changes/executor.js";
import { identityExecutors } from "../../src/changes/identity-executor-set.js";
import { readNote } from "../../src/changes/quarantine-note-executor.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import type { ServiceClient } from "../../src/cloud/service-client.js";
import { openSession } from "../../src/commands/session.js";
import type { Change } from "../../src/shapes/change.js";
import { GuardError } from "../../src/shapes/errors.js";
import type { HeldAppRole, IdentityChange, OfSyncIdentity, QuarantineNote } from "../../src/shapes/identity-change.js";
import { readGrantedAppRoles } from "../../src/tenant/sync-registration.js";
import { caught } from "../support/caught.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { tenantState } from "../support/tenant-contents.js";

const NAME = /^ConnectSyncProvisioning_/u;
const words = { summary: "", reversible: true };

async function graphOf(stage: Stage) {
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
  return session.graph;
}

const assignments = z.object({ value: z.array(z.object({ id: z.string() })) });

async function noteOf(graph: ServiceClient, target: OfSyncIdentity): Promise<QuarantineNote> {
  const { note } = await readNote(graph, target);
  if (note === null) throw new Error("Nothing is noted.");
  return note;
}

test("each change is seen before, carried out, and seen after", async () => {
  const stage = await startStage({ scenario: "fabrikam-app" });
  onTestFinished(() => stage.close());
  const graph = await graphOf(stage);
  const tenant = await tenantState(stage);
  const registration = tenant.applications.find(({ displayName }) => NAME.test(displayName));
  const principal = tenant.servicePrincipals.find(({ appId }) => appId === registration?.appId);
  const holder = tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("hybrid.admin"));
  if (registration === undefined || principal === undefined || holder === undefined)
    throw new Error("The scenario has no such identities.");
  const at = new Date(stage.time.now()).toISOString();
  const judged: string[] = [];
  let against: string | null = null;
  const executors = identityExecutors({
    graph,
    run: () => ({ runId: "r", at }),
    mayGo: async ({ id }) => {
      judged.push(id);
      return against;
    },
  });
  const kinds = new Set<string>();
  const executorOf = (change: IdentityChange) => executors[change.kind] as Executor<Change>;
  const carryOut = async (change: IdentityChange): Promise<void> => {
    kinds.add(change.kind);
    const executor = executorOf(change);
    expect([change.kind, await executor.look([change])]).toMatchObject([change.kind, [{ at: "before" }]]);
    await executor.send(change);
    expect([change.kind, await executor.look([change])]).toMatchObject([change.kind, [{ at: "after" }]]);
  };

  const ids = { applicationId: registration.id, appId: registration.appId, servicePrincipalId: principal.id };
  const application = { name: registration.displayName, ...ids };
  const user = { name: holder.userPrincipalName, userId: holder.id };
  const { value: appRoles } = await readGrantedAppRoles(graph, principal.id);
  expect(appRoles).not.toEqual([]);
  const enabled = (target: OfSyncIdentity, to: boolean): IdentityChange => ({
    ...{ kind: "set-identity-enabled", target, ...words },
    before: { accountEnabled: !to },
    after: { accountEnabled: to },
  });
  const deletions = {
    user: {
      ...{ kind: "delete-sync-user", target: user, after: null, ...words },
      before: { accountEnabled: false, roleIds: [] },
    },
    application: {
      ...{ kind: "delete-sync-application", target: application, after: null, ...words },
      before: { accountEnabled: false, roleIds: [], appRoles: appRoles.map((one): HeldAppRole => ({ ...one })) },
    },
  } as const satisfies Record<string, IdentityChange>;

  for (const target of [
    { type: "user", ...user },
    { type: "application", ...application },
  ] as const) {
    const deletion = deletions[target.type];
    // While it is enabled it is not deleted, whoever asks.
    expect(await executorOf(deletion).look([deletion])).toMatchObject([{ at: "other" }]);
    await caught(GuardError, executorOf(deletion).send(deletion));
    await carryOut(enabled(target, false));
    await carryOut(enabled(target, true));
    await carryOut(enabled(target, false));
    stage.time.pass(1_000);
    await carryOut({ kind: "note-quarantine", target, before: null, after: { stage: "begun" }, ...words });
    const begun = await noteOf(graph, target);
    expect(Date.parse(begun.disabledAt)).toBeGreaterThan(Date.parse(at));
    stage.time.pass(7_200_000);
    await carryOut({ kind: "note-quarantine", target, before: begun, after: { stage: "proven" }, ...words });
    const proven = await noteOf(graph, target);
    expect(proven).toEqual({ disabledAt: begun.disabledAt, provenAt: expect.stringMatching(/Z$/u) as string });
    await carryOut({ kind: "note-quarantine", target, before: proven, after: { stage: "begun" }, ...words });
    const anew = await noteOf(graph, target);
    expect(anew.provenAt).toBeNull();
    expect(Date.parse(anew.disabledAt)).toBeGreaterThan(Date.parse(begun.disabledAt));
    await carryOut({ kind: "note-quarantine", target, before: anew, after: null, ...words });
    against = "it wrote a minute ago";
    const kept = await caught(GuardError, executorOf(deletion).send(deletion));
    expect(kept.message).toContain("it wrote a minute ago");
    against = null;
    await carryOut(deletion);
    // Another one of the same: gone already, and nothing to be done.
    await expect(executorOf(deletion).send(deletion)).rejects.toMatchObject({ status: 404 });
    expect(await executorOf(enabled(target, true)).look([enabled(target, true)])).toMatchObject([{ at: "other" }]);
  }

  const back = { before: { deletedDateTime: at }, after: { deletedDateTime: null }, ...words };
  await carryOut({ kind: "restore-sync-user", target: user, ...back });
  await carryOut({ kind: "restore-sync-application", target: application, ...back });
  await carryOut({ kind: "restore-sync-principal", target: application, ...back });
  const [held] = appRoles;
  if (held === undefined) throw new Error("It has no app role.");
  const grant: IdentityChange = {
    ...{ kind: "grant-sync-app-role", target: { ...application, ...held }, ...words },
    before: null,
    after: { granted: true },
  };
  // It came back by itself; so it is taken away first.
  expect(await executorOf(grant).look([grant])).toMatchObject([{ at: "after" }]);
  const { value: assigned } = await graph.get(
    `/v1.0/servicePrincipals/${principal.id}/appRoleAssignments`,
    assignments,
    "register-applications",
  );
  for (const { id } of assigned.value)
    await graph.write(
      "DELETE",
      `/v1.0/servicePrincipals/${principal.id}/appRoleAssignments/${id}`,
      undefined,
      "consent-for-applications",
    );
  await carryOut(grant);

  expect([...kinds].sort()).toEqual(Object.keys(executors).sort());
  expect(new Set(judged)).toEqual(new Set([holder.id, principal.id]));
});
