// What is known of servers' identities, on emulated tenants: read by the real readers, over HTTP.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import type { IdentityFacts } from "../../src/accounts/identity-facts.js";
import { fileJournals } from "../../src/changes/file-journals.js";
import { type FleetSurvey, surveyFleet } from "../../src/commands/identity-survey.js";
import type { Session } from "../../src/commands/session.js";
import { ROLES, SYNC_APP_ROLE_ID } from "../../src/knowledge/directory.js";
import { cloudUser } from "../../src/sandbox/store/cloud-user.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import type { Fact } from "../../src/shapes/fact.js";
import { markWithNote, notesWithNote } from "../../src/shapes/quarantine-note.js";
import { readApplicationIdentity } from "../../src/tenant/application-identity.js";
import { MARK_NAME } from "../../src/tenant/marks.js";
import { readOrganization } from "../../src/tenant/organization.js";
import { readSyncApplications } from "../../src/tenant/sync-identities.js";
import { giveRoles } from "../sandbox/granted.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { sessionOn } from "../support/session-on-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const DAYS_2 = 2 * 86_400_000;
const NOTE = { disabledAt: "2026-11-20T02:00:00Z", provenAt: "2026-11-20T05:00:00Z" };

async function survey(stage: Stage, session: Session, first: readonly string[] = []): Promise<FleetSurvey> {
  const { signal, uuid } = session;
  const journals = fileJournals({ stateDir: temporaryFolder(), clock: stage.time.clock(), signal, uuid });
  return surveyFleet(session, await readOrganization(session.graph), { journals, staleAfterMs: DAYS_2, first });
}

async function sandbox(stage: Stage, ...words: readonly string[]): Promise<void> {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...words]);
  if (code !== 0) throw new Error(stderr);
}

function shown<T>(fact: Fact<T>): T | string {
  return fact.state === "known" ? fact.value : `unknown: ${fact.reason}`;
}

function of({ fleet }: FleetSurvey, name: string): IdentityFacts {
  const found = fleet.identities.find((one) => one.name.includes(name));
  if (found === undefined)
    throw new Error(`There is no ${name} among ${fleet.identities.map((one) => one.name).join()}.`);
  return found;
}

describe("a tenant whose servers sign in as users", () => {
  let stage: Stage;
  let session: Session;
  beforeAll(async () => {
    // No policy stands in the way of the new server.
    stage = await startStage({
      tenant: (tenant) => {
        tenant.conditionalAccessPolicies = [];
      },
    });
    session = await sessionOn(stage);
    await sandbox(stage, "swap", "AADC-OLD", "AADC-NEW");
    await sandbox(stage, "sync");
  });
  afterAll(async () => {
    await session.close();
    await stage.close();
  });

  test("after the swap", async () => {
    const seen = await survey(stage, session);
    expect(seen.warnings).toEqual([]);
    expect(shown(seen.agents)).toEqual([]);
    const { fleet } = seen;
    expect([shown(fleet.activeServer), shown(fleet.exportedBy)]).toEqual(["AADC-NEW", of(seen, "NEW").name]);
    expect(shown(fleet.health)).toMatchObject([
      { machineName: "AADC-OLD" },
      { machineName: "AADC-NEW", verdict: "live" },
    ]);
    expect(Date.parse(String(shown(fleet.lastPasswordSync)))).toBeGreaterThan(fleet.at - 3_600_000);
    expect(fleet.silentAfterMs).toBe(3 * 3_600_000);
    const active = of(seen, "NEW");
    expect(active).toMatchObject({
      ...{ type: "user", server: "AADC-NEW", installation: "d3174c9e5b60", synced: false, hasAppRole: false },
      roleIds: [ROLES.directorySynchronizationAccounts.id],
      enabled: { value: true },
      ownTenant: { value: true },
      quarantine: { value: null },
      disabledAt: { value: null },
    });
    const since = new Date(fleet.at - 7 * 86_400_000).toISOString();
    const { last, first, turnSince } = active.writes.state === "known" ? active.writes.value : { last: null };
    expect(last).not.toBeNull();
    expect(turnSince).toBe(first);
    expect(shown(of(seen, "OLD").writes)).toEqual({ since, last: null, first: null, turnSince: null });
    expect(typeof shown(active.lastSignIn)).toBe("string");
  });

  test("one that was disabled, lost its role, and is noted, is found by its name with all of it", async () => {
    const { graph } = session;
    const { id } = of(await survey(stage, session), "OLD");
    const mark = markWithNote({ excludedUntil: "2026-12-01T00:00:00Z" }, NOTE);
    await graph.write("PATCH", `/v1.0/users/${id}`, { accountEnabled: false }, "disable-accounts");
    const extension = { "@odata.type": "microsoft.graph.openTypeExtension", extensionName: MARK_NAME, ...mark };
    await graph.write("POST", `/v1.0/users/${id}/extensions`, extension, "mark-accounts");
    const assignments = await graph.get(
      `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${id}'`,
      z.object({ value: z.array(z.object({ id: z.string() })) }),
      "read-roles",
    );
    for (const one of assignments.value.value)
      await graph.write(
        "DELETE",
        `/v1.0/roleManagement/directory/roleAssignments/${one.id}`,
        undefined,
        "assign-roles",
      );
    stage.time.pass(2_000);
    const seen = await survey(stage, session);
    const old = of(seen, "OLD");
    expect(old).toMatchObject({ type: "user", roleIds: [], enabled: { value: false }, quarantine: { value: NOTE } });
    expect(seen.fleet.at - Date.parse(String(shown(old.disabledAt)))).toBeLessThan(60_000);
    const { roomForNote: empty } = of(seen, "NEW");
    expect(Number(shown(old.roomForNote))).toBeLessThan(Number(shown(empty)));
  });

  test("where Connect Health does not exist, or refuses, the rest is known", async () => {
    const china = { ...session, cloud: { ...session.cloud, hasConnectHealth: false } };
    const { fleet } = await survey(stage, china);
    expect(shown(fleet.health)).toBe("unknown: Connect Health is not offered in the China cloud.");
    expect(shown(fleet.activeServer)).toBe("AADC-NEW");
  });
});

test("a tenant whose servers sign in as applications: one is off, noted beside somebody's text, and known by the log", async () => {
  const stage = await startStage({ scenario: "fabrikam-app" });
  onTestFinished(() => stage.close());
  const session = await sessionOn(stage);
  onTestFinished(() => session.close());
  const before = await survey(stage, session);
  const [one, other] = before.fleet.identities;
  if (one?.applicationId.state !== "known" || other === undefined) throw new Error("There are no applications.");
  expect(one).toMatchObject({
    ...{ type: "application", synced: false, hasAppRole: true, ownTenant: { value: true }, enabled: { value: true } },
    ...{ quarantine: { value: null }, disabledAt: { value: null } },
  });
  expect(shown(one.appRoles)).toMatchObject([{ appRoleId: SYNC_APP_ROLE_ID }]);
  expect(Date.parse(String(shown(before.certificateEnds.get(one.id) ?? one.lastSignIn)))).toBeGreaterThan(
    before.fleet.at,
  );
  const notes = notesWithNote("Owner: Ines\r\n", NOTE);
  await session.graph.write(
    "PATCH",
    `/v1.0/servicePrincipals/${one.id}`,
    { accountEnabled: false },
    "manage-sync-applications",
  );
  await session.graph.write(
    "PATCH",
    `/v1.0/applications/${one.applicationId.value ?? ""}`,
    { notes },
    "manage-sync-applications",
  );
  stage.time.pass(2_000);
  const after = await survey(stage, session);
  const off = of(after, one.name);
  expect(off).toMatchObject({ enabled: { value: false }, quarantine: { value: NOTE } });
  expect(after.fleet.at - Date.parse(String(shown(off.disabledAt)))).toBeLessThan(60_000);
  expect(Number(shown(one.roomForNote)) - Number(shown(off.roomForNote))).toBe("Owner: Ines\r\n".length + 2);
  expect(of(after, other.name)).toMatchObject({ enabled: { value: true }, disabledAt: { value: null } });
});

test("without a licence sign-ins are unknown, and what remedies it is said", async () => {
  const stage = await startStage({ scenario: "tailspin-free" });
  onTestFinished(() => stage.close());
  const session = await sessionOn(stage);
  onTestFinished(() => session.close());
  const { fleet } = await survey(stage, session);
  expect(fleet.identities).not.toEqual([]);
  for (const { lastSignIn, writes } of fleet.identities) {
    expect(lastSignIn).toMatchObject({ state: "unknown", remedy: expect.stringContaining("P1") as string });
    expect(writes.state).toBe("known");
  }
});

test("names that an enemy gave, applications of others, and ones that are nothing of a server's", async () => {
  const stage = await startStage({ scenario: "fabrikam-app", tenant: disguise });
  onTestFinished(() => stage.close());
  const session = await sessionOn(stage);
  onTestFinished(() => session.close());
  const { fleet } = await survey(stage, session);
  const [foreign, hostile] = [
    fleet.identities.find((one) => one.name === "Payroll"),
    of({ fleet } as FleetSurvey, "FORGED"),
  ];
  expect(foreign).toMatchObject({ server: null, installation: null, hasAppRole: true, ownTenant: { value: false } });
  expect(hostile).toMatchObject({ server: null, installation: null, hasAppRole: true });
  // Its writes are looked for by a name that ends a text in the question.
  expect(hostile.writes.state).toBe("known");
  // A name alone makes it a leftover only where it is of the exact form.
  expect(fleet.identities.map(({ name }) => name)).not.toContain("ConnectSyncProvisioning_X");
  expect(of({ fleet } as FleetSurvey, "GONE")).toMatchObject({
    hasAppRole: false,
    server: "GONE",
    applicationId: { value: null },
  });
});

/** Of the two applications one is another tenant's, with a name of its own; two more have names and nothing else. */
function disguise(tenant: TenantState): void {
  const [first, second] = tenant.servicePrincipals.filter(({ displayName }) => displayName.startsWith("ConnectSync"));
  if (first === undefined || second === undefined) throw new Error("The scenario has no such applications.");
  Object.assign(first, { displayName: "Payroll", appOwnerOrganizationId: "99999999-0000-4000-8000-000000000000" });
  Object.assign(second, { displayName: "O'Hara') or (1 eq 1\u001b[2J\r\nFORGED" });
  const named = (id: string, displayName: string) => ({
    ...second,
    ...{ id, appId: id, displayName, ownerIds: [], keyCredentials: [] },
  });
  tenant.servicePrincipals.push(
    named("77777777-0000-4000-8000-000000000001", "ConnectSyncProvisioning_X"),
    named("77777777-0000-4000-8000-000000000002", "connectsyncprovisioning_GONE_0123456789AB"),
  );
}

/** More users with the role than are looked at. */
function crowd(tenant: TenantState): void {
  for (let number = 10; number < 55; number += 1) {
    const id = `66666666-0000-4000-8000-0000000000${number}`;
    const name = `Sync_MANY${number}_0123456789ab`;
    const about = { id, userPrincipalName: `${name}@contoso.onmicrosoft.com`, displayName: name, mailNickname: name };
    tenant.users.push(cloudUser({ ...about, createdDateTime: "2024-01-12T09:00:00Z" }, { accountEnabled: true }));
    giveRoles(tenant, id, [ROLES.directorySynchronizationAccounts.id]);
  }
}

test("among too many an application is looked at that is named by its client id", async () => {
  const stage = await startStage({ scenario: "fabrikam-app", tenant: crowd });
  onTestFinished(() => stage.close());
  const session = await sessionOn(stage);
  onTestFinished(() => session.close());
  const applications = (seen: FleetSurvey) => seen.fleet.identities.filter(({ type }) => type === "application");
  expect(applications(await survey(stage, session)).map(({ enabled }) => enabled.state)).toContain("unknown");
  const { value } = await readSyncApplications(session.graph);
  const named = await readApplicationIdentity(session.graph, "id", value.at(-1)?.principalId ?? "");
  const looked = applications(await survey(stage, session, [named.value?.appId ?? ""]));
  expect(looked.find(({ id }) => id === named.value?.id)).toMatchObject({ enabled: { state: "known" } });
});

test("of more identities than a tenant can have, those that are named are looked at, and the rest is unknown", async () => {
  const stage = await startStage({ tenant: crowd });
  onTestFinished(() => stage.close());
  const session = await sessionOn(stage);
  onTestFinished(() => session.close());
  stage.newRequests();
  const seen = await survey(stage, session, ["sync_many54_0123456789AB@contoso.onmicrosoft.com"]);
  expect(of(seen, "MANY54").enabled).toMatchObject({ value: true });
  const unknown = seen.fleet.identities.filter(({ enabled }) => enabled.state === "unknown");
  expect([seen.fleet.identities.length, unknown.length]).toEqual([47, 7]);
  for (const { writes, lastSignIn, quarantine } of unknown)
    for (const fact of [writes, lastSignIn, quarantine])
      expect(fact).toMatchObject({ state: "unknown", remedy: expect.stringContaining("--identity") as string });
  expect(seen.warnings).toEqual([expect.stringContaining("47 identities, of which 40")]);
  const logs = stage.newRequests().filter(({ url }) => url.includes("/auditLogs/"));
  expect(logs.length).toBeLessThanOrEqual(8);
});
