// What is sent for each change of a server's identity, and what each answer is taken for.
import { describe, expect, test } from "vitest";
import type { Executor, Sight } from "../../src/changes/executor.js";
import { identityExecutors } from "../../src/changes/identity-executor-set.js";
import type { Change } from "../../src/shapes/change.js";
import { AadcError, GuardError, PermissionError } from "../../src/shapes/errors.js";
import type { IdentityChange, NoteQuarantineChange, QuarantineNote } from "../../src/shapes/identity-change.js";
import { caught } from "../support/caught.js";
import { type Canned, cannedService, forbidden, json, SERVICE_TIME, type Sent } from "../tenant/canned-service.js";

const UPN = "Sync_OLD_0123456789ab@contoso.onmicrosoft.com";
const USER = { name: UPN, userId: "u-1" };
const APP = { name: "ConnectSyncProvisioning_OLD", applicationId: "a-1", appId: "app-1", servicePrincipalId: "sp-1" };
const OF_USER = { type: "user", ...USER } as const;
const OF_APP = { type: "application", ...APP } as const;
const RUN = { runId: "20261122T100000Z-1234abcd", at: "2026-11-22T10:00:00.500Z" };
const NOW = "2026-11-22T10:00:00Z";
const words = { summary: "do it", reversible: true };

const wireUser = (accountEnabled: boolean, userPrincipalName = UPN) =>
  json({ id: "u-1", userPrincipalName, accountEnabled });
const wirePrincipal = (accountEnabled: boolean | null, id = "sp-1") => json({ id, appId: "app-1", accountEnabled });
const wireApp = (notes: string | null) => json({ id: "a-1", appId: "app-1", notes });

const PLACES = {
  user: "/v1.0/users/u-1",
  mark: "/v1.0/users/u-1/extensions/com.aadc-cloud",
  marks: "/v1.0/users/u-1/extensions",
  app: "/v1.0/applications/a-1",
  principal: "/v1.0/servicePrincipals(appId='app-1')",
  byId: "/v1.0/servicePrincipals/sp-1",
  appRoles: "/v1.0/servicePrincipals/sp-1/appRoleAssignments",
  deletedUser: "/v1.0/directory/deletedItems/u-1",
  deletedApp: "/v1.0/directory/deletedItems/a-1",
  deletedPrincipal: "/v1.0/directory/deletedItems/sp-1",
} as const;
type Answers = Partial<Readonly<Record<keyof typeof PLACES, Canned | undefined>>>;

/** @param writes what every write is answered with */
function on(answers: Answers, { writes = { status: 204 }, against = null }: Partial<On> = {}) {
  const { client, sent } = cannedService(({ method, address }) => {
    if (method !== "GET") return writes;
    const place = address.split("?")[0];
    return Object.entries(PLACES).flatMap(([name, one]) =>
      one === place ? [answers[name as keyof typeof PLACES]] : [],
    )[0];
  });
  const executors = identityExecutors({ graph: client, run: () => RUN, mayGo: async () => against });
  const executorOf = (change: IdentityChange) => executors[change.kind] as Executor<Change>;
  return {
    look: async (change: IdentityChange): Promise<Sight | undefined> => (await executorOf(change).look([change]))[0],
    send: (change: IdentityChange) => executorOf(change).send(change),
    executorOf,
    written: (): readonly Pick<Sent, "method" | "address" | "body">[] =>
      sent.flatMap(({ method, address, body }) => (method === "GET" ? [] : [{ method, address, body }])),
  };
}
interface On {
  readonly writes: Canned;
  readonly against: string | null;
}

const setEnabled = (target: typeof OF_USER | typeof OF_APP, to: boolean): IdentityChange => ({
  ...{ kind: "set-identity-enabled", target, ...words },
  before: { accountEnabled: !to },
  after: { accountEnabled: to },
});
const note = (
  target: typeof OF_USER | typeof OF_APP,
  before: QuarantineNote | null,
  after: NoteQuarantineChange["after"],
): IdentityChange => ({ kind: "note-quarantine", target, before, after, ...words });
const DELETE_USER: IdentityChange = {
  ...{ kind: "delete-sync-user", target: USER, after: null, ...words },
  before: { accountEnabled: false, roleIds: [] },
};
const DELETE_APP: IdentityChange = {
  ...{ kind: "delete-sync-application", target: APP, after: null, ...words },
  before: { accountEnabled: false, roleIds: [], appRoles: [] },
};
const back = { before: { deletedDateTime: NOW }, after: { deletedDateTime: null }, ...words };
const RESTORE_USER: IdentityChange = { kind: "restore-sync-user", target: USER, ...back };
const RESTORE_APP: IdentityChange = { kind: "restore-sync-application", target: APP, ...back };
const RESTORE_PRINCIPAL: IdentityChange = { kind: "restore-sync-principal", target: APP, ...back };
const HELD = { resourceId: "R-1", resourceName: "Sync", appRoleId: "AR-1" };
const GRANT: IdentityChange = {
  ...{ kind: "grant-sync-app-role", target: { ...APP, ...HELD }, before: null, ...words },
  after: { granted: true },
};

describe("whether it is enabled", () => {
  test.each([
    ["a user that is enabled", OF_USER, { user: wireUser(true) }, "before"],
    ["one that is disabled already", OF_USER, { user: wireUser(false) }, "after"],
    ["one that was deleted", OF_USER, { deletedUser: json({ id: "u-1" }) }, "other"],
    ["one that no replica shows: the write tells", OF_USER, {}, "before"],
    ["an application that is enabled", OF_APP, { principal: wirePrincipal(true) }, "before"],
    ["one that is disabled", OF_APP, { principal: wirePrincipal(false) }, "after"],
    ["with another service principal", OF_APP, { principal: wirePrincipal(false, "sp-2") }, "other"],
    ["whose service principal was deleted", OF_APP, { deletedPrincipal: json({ id: "sp-1" }) }, "other"],
  ] as const)("%s", async (_what, target, answers, at) => {
    expect(await on(answers).look(setEnabled(target, false))).toMatchObject({ at });
  });

  test("that is not told is not known", async () => {
    await expect(on({ principal: wirePrincipal(null) }).look(setEnabled(OF_APP, false))).rejects.toMatchObject({
      code: "unexpected-shape",
    });
  });

  test("is set by one property of the user, or of the service principal", async () => {
    const tenant = on({});
    await tenant.send(setEnabled(OF_USER, false));
    await tenant.send(setEnabled(OF_APP, true));
    expect(tenant.written()).toEqual([
      { method: "PATCH", address: PLACES.user, body: { accountEnabled: false } },
      { method: "PATCH", address: PLACES.byId, body: { accountEnabled: true } },
    ]);
  });

  test("one that this run has just restored is late, not deleted", async () => {
    const tenant = on({ deletedUser: json({ id: "u-1" }), deletedPrincipal: json({ id: "sp-1" }) });
    await tenant.send(RESTORE_USER);
    await tenant.send(RESTORE_PRINCIPAL);
    expect(await tenant.look(setEnabled(OF_USER, false))).toMatchObject({ at: "before" });
    expect(await tenant.look(setEnabled(OF_APP, false))).toMatchObject({ at: "before" });
  });
});

const BEGUN: QuarantineNote = { disabledAt: "2026-11-22T10:00:00Z", provenAt: null };
const OLD: QuarantineNote = { disabledAt: "2026-11-01T10:00:00Z", provenAt: null };
const PROVEN: QuarantineNote = { ...OLD, provenAt: "2026-11-02T10:00:00Z" };
const markOf = (told: QuarantineNote, more: object = {}) =>
  json({ id: "com.aadc-cloud", extensionName: "com.aadc-cloud", ...told, ...more });
const lineOf = ({ disabledAt, provenAt }: QuarantineNote) =>
  `aadc-cloud: disabled ${disabledAt}, ${provenAt === null ? "not proven" : `proven ${provenAt}`}`;

describe("what is noted of a quarantine", () => {
  test.each([
    ["nothing was, and is", null, "begun", null, "before"],
    ["it begins with this run", null, "begun", BEGUN, "after"],
    ["one that is older than this run is not its own", null, "begun", OLD, "other"],
    ["nor is one that is proven", null, "begun", PROVEN, "other"],
    ["it begins anew", OLD, "begun", BEGUN, "after"],
    ["it has not begun anew", OLD, "begun", OLD, "before"],
    ["what was there is gone", OLD, "begun", null, "other"],
    ["it is not proven yet", OLD, "proven", OLD, "before"],
    ["it is proven", OLD, "proven", PROVEN, "after"],
    ["another one is", OLD, "proven", { ...BEGUN, provenAt: "2026-11-22T11:00:00Z" }, "other"],
    ["another one has begun", OLD, "proven", BEGUN, "other"],
    ["it is taken away", OLD, null, null, "after"],
    ["it is there still", OLD, null, OLD, "before"],
    ["another one is there", OLD, null, PROVEN, "other"],
  ] as const)("%s", async (_what, before, stage, now, at) => {
    const after = stage === null ? null : { stage };
    const user = on({ user: wireUser(false), mark: now === null ? undefined : markOf(now) });
    const app = on({ app: wireApp(now === null ? "ours" : `ours\n${lineOf(now)}`) });
    expect(await user.look(note(OF_USER, before, after))).toMatchObject({ at });
    expect(await app.look(note(OF_APP, before, after))).toMatchObject({ at });
  });

  test("of a run that was cut, the time of its first plan counts", async () => {
    const { client } = cannedService(({ address }) =>
      address.startsWith(PLACES.app) ? wireApp(lineOf(OLD)) : undefined,
    );
    const late = { ...RUN, startedAt: "2026-11-01T09:00:00Z" };
    const executors = identityExecutors({ graph: client, run: () => late, mayGo: async () => null });
    const change = note(OF_APP, null, { stage: "begun" }) as NoteQuarantineChange;
    expect(await executors["note-quarantine"].look([change])).toMatchObject([{ at: "after" }]);
  });

  test("has the service's time of that moment; the first mark is made, another one written whole", async () => {
    const first = on({ user: wireUser(false) });
    await first.send(note(OF_USER, null, { stage: "begun" }));
    expect(first.written()).toMatchObject([
      { method: "POST", address: PLACES.marks, body: { disabledAt: NOW, provenAt: null } },
    ]);
    const more = on({ user: wireUser(false), mark: markOf(OLD, { purpose: "x", theirs: [1] }) });
    await more.send(note(OF_USER, OLD, { stage: "proven" }));
    expect(more.written()).toEqual([
      {
        method: "PATCH",
        address: PLACES.mark,
        body: {
          "@odata.type": "#microsoft.graph.openTypeExtension",
          extensionName: "com.aadc-cloud",
          ...{ purpose: "x", theirs: [1], disabledAt: OLD.disabledAt, provenAt: NOW },
        },
      },
    ]);
    expect(SERVICE_TIME.slice(0, 19)).toBe(NOW.slice(0, 19));
  });

  test("leaves all other notes of an application as they are, byte for byte", async () => {
    const theirs = "Owner: Ana\r\n\r\n  ticket 7  ";
    const tenant = on({ app: wireApp(theirs) });
    await tenant.send(note(OF_APP, null, { stage: "begun" }));
    expect(tenant.written()).toEqual([
      { method: "PATCH", address: PLACES.app, body: { notes: `${theirs}\r\n${lineOf(BEGUN)}` } },
    ]);
    const away = on({ app: wireApp(`${lineOf(OLD)}\r\n${theirs}`) });
    await away.send(note(OF_APP, OLD, null));
    expect(away.written()).toMatchObject([{ body: { notes: theirs } }]);
  });

  test("is refused where there is no room, and where what was noted is another one at the last moment", async () => {
    const full = on({ app: wireApp("x".repeat(1_000)) });
    expect(await caught(GuardError, full.send(note(OF_APP, null, { stage: "begun" })))).toMatchObject({
      code: "no-room-for-note",
    });
    const bigMark = on({ user: wireUser(false), mark: json({ theirs: "x".repeat(1_890) }) });
    expect(await caught(GuardError, bigMark.send(note(OF_USER, null, { stage: "begun" })))).toMatchObject({
      code: "no-room-for-note",
    });
    const other = on({ app: wireApp(lineOf(BEGUN)) });
    expect(await caught(GuardError, other.send(note(OF_APP, OLD, { stage: "proven" })))).toMatchObject({
      code: "tenant-moved-on",
    });
    for (const tenant of [full, bigMark, other]) expect(tenant.written()).toEqual([]);
  });

  test("notes that the answer leaves out are not written over", async () => {
    const tenant = on({ app: json({ id: "a-1" }) });
    await expect(tenant.send(note(OF_APP, null, { stage: "begun" }))).rejects.toMatchObject({
      code: "unexpected-shape",
    });
    expect(tenant.written()).toEqual([]);
  });

  test("an identity that is not there yet is waited for", async () => {
    const tenant = on({});
    for (const change of [note(OF_USER, null, { stage: "begun" }), note(OF_APP, null, { stage: "begun" })])
      expect(tenant.executorOf(change).isLag(await caught(AadcError, tenant.send(change)))).toBe(true);
  });
});

describe("deleting", () => {
  test.each([
    ["a disabled user", DELETE_USER, { user: wireUser(false) }, "before"],
    ["one that was enabled again", DELETE_USER, { user: wireUser(true) }, "other"],
    ["one that is deleted", DELETE_USER, { deletedUser: json({ id: "u-1" }) }, "after"],
    ["one that no replica shows, deleted neither", DELETE_USER, {}, "before"],
    ["a disabled application", DELETE_APP, { app: wireApp(null), principal: wirePrincipal(false) }, "before"],
    ["one that was enabled again", DELETE_APP, { app: wireApp(null), principal: wirePrincipal(true) }, "other"],
    ["without its registration", DELETE_APP, { principal: wirePrincipal(false) }, "before"],
    ["without its service principal", DELETE_APP, { app: wireApp(null) }, "before"],
    ["with another service principal", DELETE_APP, { principal: wirePrincipal(false, "sp-2") }, "other"],
    ["one of which nothing is left", DELETE_APP, {}, "after"],
  ] as const)("%s", async (_what, change, answers, at) => {
    expect(await on(answers).look(change)).toMatchObject({ at });
  });

  test("is sent for the user, and for the registration, whose service principal goes with it", async () => {
    const tenant = on({ user: wireUser(false), app: wireApp(null), principal: wirePrincipal(false) });
    await tenant.send(DELETE_USER);
    await tenant.send(DELETE_APP);
    expect(tenant.written()).toMatchObject([
      { method: "DELETE", address: PLACES.user },
      { method: "DELETE", address: PLACES.app },
    ]);
    const left = on({ principal: wirePrincipal(false) });
    await left.send(DELETE_APP);
    expect(left.written()).toMatchObject([{ method: "DELETE", address: PLACES.byId }]);
  });

  test("is judged anew: what came back to life, or was enabled at the last moment, is not sent", async () => {
    const disabled = { user: wireUser(false), app: wireApp(null), principal: wirePrincipal(false) };
    const enabled = { user: wireUser(true), app: wireApp(null), principal: wirePrincipal(true) };
    for (const change of [DELETE_USER, DELETE_APP]) {
      const alive = on(disabled, { against: "it wrote at 10:00" });
      expect((await caught(GuardError, alive.send(change))).message).toContain("it wrote at 10:00");
      const again = on(enabled);
      expect((await caught(GuardError, again.send(change))).message).toContain("enabled again");
      expect([...alive.written(), ...again.written()]).toEqual([]);
    }
  });

  test("of a protected account names the roles that may", async () => {
    const tenant = on({ user: wireUser(false) }, { writes: forbidden });
    const refused = await caught(PermissionError, tenant.send(DELETE_USER));
    expect(refused.remedy).toContain("Privileged Authentication Administrator");
  });

  test("that is not seen after all that time says what may be left", () => {
    expect(on({}).executorOf(DELETE_APP).unconfirmed?.(DELETE_APP)).toContain("sp-1");
  });
});

describe("bringing back", () => {
  test.each([
    ["a user that is not there", RESTORE_USER, {}, "before"],
    ["a user that is", RESTORE_USER, { user: wireUser(false) }, "after"],
    ["under another name", RESTORE_USER, { user: wireUser(false, "other@contoso.com") }, "other"],
    ["a registration that is not there", RESTORE_APP, {}, "before"],
    ["a registration that is", RESTORE_APP, { app: wireApp(null) }, "after"],
    ["a service principal that is not there", RESTORE_PRINCIPAL, { app: wireApp(null) }, "before"],
    ["a service principal that is", RESTORE_PRINCIPAL, { principal: wirePrincipal(true) }, "after"],
    ["that somebody has made anew", RESTORE_PRINCIPAL, { principal: wirePrincipal(true, "sp-2") }, "other"],
    [
      "an app role, whatever its case",
      GRANT,
      { appRoles: json({ value: [{ resourceId: "r-1", appRoleId: "ar-1" }] }) },
      "after",
    ],
    ["another app role", GRANT, { appRoles: json({ value: [{ resourceId: "r-1", appRoleId: "ar-2" }] }) }, "before"],
    ["of a service principal that is not there yet", GRANT, {}, "before"],
  ] as const)("%s", async (_what, change, answers, at) => {
    expect(await on(answers).look(change)).toMatchObject({ at });
  });

  test("is sent for each by its own id", async () => {
    const tenant = on({});
    for (const change of [RESTORE_USER, RESTORE_APP, RESTORE_PRINCIPAL, GRANT]) await tenant.send(change);
    expect(tenant.written()).toEqual([
      { method: "POST", address: `${PLACES.deletedUser}/restore`, body: undefined },
      { method: "POST", address: `${PLACES.deletedApp}/restore`, body: undefined },
      { method: "POST", address: `${PLACES.deletedPrincipal}/restore`, body: undefined },
      {
        method: "POST",
        address: PLACES.appRoles,
        body: { principalId: "sp-1", resourceId: "R-1", appRoleId: "AR-1" },
      },
    ]);
  });

  test.each([
    ["a user", RESTORE_USER, "Add-ADSyncAADServiceAccount"],
    ["an application", RESTORE_APP, "Configure application-based authentication"],
    ["a service principal", RESTORE_PRINCIPAL, "Configure application-based authentication"],
    ["an app role", GRANT, "Configure application-based authentication"],
  ] as const)("%s that cannot be: what makes another one is said", async (_what, change, instead) => {
    const gone = { status: 404, body: { error: { code: "Request_ResourceNotFound", message: "No." } } };
    for (const writes of [forbidden, gone]) {
      const tenant = on({}, { writes });
      const error = await caught(AadcError, tenant.send(change));
      expect(error.remedy).toContain(instead);
      // Right after a deletion, or a restoration, not every replica knows it.
      expect(tenant.executorOf(change).isLag(error)).toBe(writes === gone);
    }
    // Whether it came about is looked for: no other way yet.
    const lost = await caught(AadcError, on({}, { writes: { status: 500 } }).send(change));
    expect(lost.remedy).not.toContain(instead);
  });
});
