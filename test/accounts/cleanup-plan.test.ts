// What is planned for identities that are named: one step, guarded; and what only a declaration opens.
import { expect, test } from "vitest";
import { planCleanup } from "../../src/accounts/cleanup-plan.js";
import type { CleanupWishes } from "../../src/accounts/cleanup-wishes.js";
import { checkCleanupWishes } from "../../src/accounts/cleanup-wishes.js";
import { classify } from "../../src/accounts/identity-classes.js";
import type { Fleet, IdentityFacts } from "../../src/accounts/identity-facts.js";
import { withActiveServer } from "../../src/accounts/said-active.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { active, ago, application, DAY, fact, fleet, HOUR, NEW_HEX, UNREAD, user, witness, wrote } from "./fleets.js";

const WISHES: CleanupWishes = {
  ...{ identities: [user().id], step: "disable", quarantineMs: 7 * DAY, decommissioned: null, activeServer: null },
};

function plan(fleetNow: Fleet, wishes: Partial<CleanupWishes> = {}) {
  return planCleanup(fleetNow, classify(fleetNow), { ...WISHES, ...wishes });
}

/** `kind stage id`, as they come. */
function steps(fleetNow: Fleet, wishes: Partial<CleanupWishes> = {}): readonly string[] {
  return plan(fleetNow, wishes).changes.map((one) => {
    const id = "userId" in one.target ? one.target.userId : one.target.servicePrincipalId;
    if (one.kind === "set-identity-enabled") return `${one.after.accountEnabled ? "enable" : "disable"} ${id}`;
    if (one.kind === "note-quarantine") return `note ${one.after?.stage ?? "nothing"} ${id}`;
    return `${one.kind} ${id}`;
  });
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof GuardError || error instanceof UsageError) {
      expect(error.remedy).not.toBe("");
      return `${error instanceof GuardError ? "guard" : "usage"} ${error.code}`;
    }
    throw error;
  }
  return "nothing";
}

const OLD = user().id;
const APP = application({ server: "OLD" });
const noted = (disabledAt: number, provenAt?: number) =>
  fact({ disabledAt: ago(disabledAt), provenAt: provenAt === undefined ? null : ago(provenAt) });
/** In quarantine since so long ago, as the log tells, too. */
const off = (since: number, change: Partial<IdentityFacts> = {}): Partial<IdentityFacts> => ({
  ...{ enabled: fact(false), quarantine: noted(since), disabledAt: fact(ago(since)), ...change },
});

test.each<[string, IdentityFacts, Partial<CleanupWishes>, readonly string[]]>([
  ["a user is disabled, then noted", user(), {}, [`disable ${OLD}`, `note begun ${OLD}`]],
  [
    "an application by its client id",
    APP,
    { identities: [APP.appId ?? ""] },
    [`disable ${APP.id}`, `note begun ${APP.id}`],
  ],
  [
    "named twice, once",
    user(),
    { identities: [OLD, user().name.toUpperCase()] },
    [`disable ${OLD}`, `note begun ${OLD}`],
  ],
  ["disabled by somebody: noted only", user({ enabled: fact(false) }), {}, [`note begun ${OLD}`]],
  ["in quarantine, not proven", user(off(HOUR)), {}, []],
  ["in quarantine, proven", user(off(DAY)), {}, [`note proven ${OLD}`]],
  ["proven already", user(off(DAY, { quarantine: noted(DAY, HOUR) })), {}, []],
  ["a second disabling never deletes, however late", user(off(90 * DAY, { quarantine: noted(90 * DAY, DAY) })), {}, []],
  [
    "deleted, with its proof",
    user(off(8 * DAY)),
    { step: "delete" },
    [`note proven ${OLD}`, `delete-sync-user ${OLD}`],
  ],
  ["deleted", user(off(8 * DAY, { quarantine: noted(8 * DAY, DAY) })), { step: "delete" }, [`delete-sync-user ${OLD}`]],
  [
    "an application is deleted",
    { ...APP, ...off(8 * DAY, { quarantine: noted(8 * DAY, DAY) }) },
    { step: "delete", identities: [APP.id] },
    [`delete-sync-application ${APP.id}`],
  ],
  [
    "proof from before the disabling that the log tells of is worked out again",
    user(off(8 * DAY, { quarantine: noted(20 * DAY, 9 * DAY) })),
    { step: "delete" },
    [`note proven ${OLD}`, `delete-sync-user ${OLD}`],
  ],
  [
    "nobody else tells of it: begins anew",
    user(off(8 * DAY, { disabledAt: fact(null) })),
    { step: "delete" },
    [`note begun ${OLD}`],
  ],
  [
    "noted at a time that cannot be: begins anew, and is not locked up for ever",
    user(off(8 * DAY, { quarantine: noted(-DAY) })),
    { step: "delete" },
    [`note begun ${OLD}`],
  ],
  [
    "nothing notes it: begins anew",
    user(off(8 * DAY, { quarantine: fact(null) })),
    { step: "delete" },
    [`note begun ${OLD}`],
  ],
])("%s", (_, identity, wishes, expected) => {
  expect(steps(fleet([identity]), wishes)).toEqual(expected);
});

test("worse since: enabled again by who asks for the first step, and no note stays; a deletion is refused", () => {
  const worse = fleet([user(off(5 * HOUR))], { lastSync: fact(ago(6 * HOUR)) });
  expect(steps(worse)).toEqual([`enable ${OLD}`, `note nothing ${OLD}`]);
  expect(refusal(() => plan(worse, { step: "delete" }))).toBe("guard synchronisation-worse");
});

test("by a note that neither log nor journal confirms nothing is enabled", () => {
  for (const disabledAt of [fact(null), UNREAD]) {
    const worse = fleet([user({ ...off(5 * HOUR), disabledAt })], { lastSync: fact(ago(6 * HOUR)) });
    expect(refusal(() => plan(worse))).toBe("guard disabling-unknown");
  }
});

test("a note on what is never disabled here enables and records nothing", () => {
  for (const change of [
    { name: "ADToAADSyncServiceAccount@contoso.com" },
    { synced: true },
    { name: "mia@contoso.com", server: null },
  ])
    for (const lastSync of [ago(6 * HOUR), ago(HOUR)])
      for (const step of ["disable", "delete"] as const) {
        const all = fleet([user({ ...off(9 * HOUR), ...change })], { lastSync: fact(lastSync) });
        expect(refusal(() => plan(all, { step }))).toMatch(/^guard identity-/);
      }
});

test.each<[string, Fleet, Partial<CleanupWishes>, string]>([
  ["active", fleet([]), { identities: [active().id] }, "guard identity-active"],
  ["standby", fleet([user({ lastSignIn: fact(ago(DAY)) })]), {}, "guard identity-standby"],
  ["unknown", fleet([user({ writes: UNREAD })]), {}, "guard identity-unknown"],
  [
    "enabled or not unread, superseded",
    superseding({ enabled: UNREAD }),
    { identities: ["own"] },
    "guard enabled-unknown",
  ],
  ["…for deletion", superseding({ enabled: UNREAD }), { identities: ["own"], step: "delete" }, "guard enabled-unknown"],
  ["note unread", fleet([user({ quarantine: UNREAD })]), {}, "guard quarantine-unknown"],
  [
    "note unread, for deletion",
    fleet([user(off(8 * DAY, { quarantine: UNREAD }))]),
    { step: "delete" },
    "guard quarantine-unknown",
  ],
  [
    "superseded, no active server known",
    superseding({}, { activeServer: UNREAD }),
    { identities: ["own"] },
    "guard no-active-server",
  ],
  ["no room for the note", fleet([user({ roomForNote: fact(-1) })]), {}, "guard no-place-for-quarantine"],
  ["no place for it", fleet([user({ roomForNote: fact(null) })]), {}, "guard no-place-for-quarantine"],
  ["whether there is room unread", fleet([user({ roomForNote: UNREAD })]), {}, "guard facts-missing"],
  [
    "app roles unread",
    fleet([{ ...APP, ...off(8 * DAY), appRoles: UNREAD }]),
    { identities: [APP.id], step: "delete" },
    "guard facts-missing",
  ],
  ["deleting what is enabled", fleet([user()]), { step: "delete" }, "guard not-disabled"],
  ["quarantine not over", fleet([user(off(7 * DAY - 1))]), { step: "delete" }, "guard quarantine-not-over"],
  [
    "…by the log",
    fleet([user(off(9 * DAY, { disabledAt: fact(ago(DAY)) }))]),
    { step: "delete" },
    "guard quarantine-not-over",
  ],
  [
    "…by a clock ahead",
    fleet([user(off(9 * DAY, { quarantine: noted(-HOUR / 2) }))]),
    { step: "delete" },
    "guard quarantine-not-over",
  ],
  [
    "a quarantine of a minute, no proof",
    fleet([user(off(HOUR))]),
    { step: "delete", quarantineMs: 60_000 },
    "guard not-proven",
  ],
  [
    "proof noted that is not there",
    fleet([user(off(HOUR, { quarantine: noted(HOUR, HOUR / 2) }))]),
    { step: "delete", quarantineMs: 60_000 },
    "guard not-proven",
  ],
  [
    "a quarantine that is no number",
    fleet([user(off(9 * DAY))]),
    { step: "delete", quarantineMs: Number.NaN },
    "guard quarantine-not-over",
  ],
  [
    "the log unread",
    fleet([user(off(9 * DAY, { disabledAt: UNREAD }))]),
    { step: "delete" },
    "guard disabling-unknown",
  ],
  ["nobody of that name", fleet([]), { identities: ["Sync_NOBODY"] }, "usage unknown-identity"],
  [
    "two of that name",
    fleet([user(), user({ id: "twin" })]),
    { identities: [user().name] },
    "usage ambiguous-identity",
  ],
])("refused: %s", (_, all, wishes, expected) => {
  expect(refusal(() => plan(all, wishes))).toBe(expected);
});

function superseding(change: Partial<IdentityFacts>, facts: Partial<Fleet> = {}): Fleet {
  return fleet([user({ id: "own", server: "NEW", installation: NEW_HEX, ...change })], facts);
}

test("an id that is not there any more needs nothing", () => {
  const id = "3d0a3a4c-5b7e-4a6e-9a55-0b7a8a1f7d11";
  expect(plan(fleet([]), { identities: [id], step: "delete" })).toMatchObject({
    changes: [],
    warnings: [`${id} is not there any more.`],
  });
});

test("what is gone needs no declaration of its server; a name that fits nothing is a slip where something is there", () => {
  const id = "3d0a3a4c-5b7e-4a6e-9a55-0b7a8a1f7d11";
  const wishes = { step: "delete", decommissioned: "OLD" } as const;
  expect(plan(fleet([]), { ...wishes, identities: [id] })).toMatchObject({ changes: [], guardsOverridden: [] });
  expect(refusal(() => plan(fleet([]), { ...wishes, identities: [active().id] }))).toBe("usage unknown-server");
});

test("a list plans nothing, and refuses nothing", () => {
  const all = fleet([user({ writes: UNREAD })], { activeServer: UNREAD });
  expect(plan(all, { step: null, identities: [] })).toMatchObject({ changes: [], warnings: [], namesToType: [] });
});

test("the last one that could synchronise stays: leftovers, disabled ones and those of others do not count", () => {
  const alone = (...others: readonly IdentityFacts[]) => fleet([], { identities: [user(), ...others] });
  const left = "guard last-identity";
  expect(refusal(() => plan(alone()))).toBe(left);
  expect(refusal(() => plan(alone(active({ enabled: fact(false) }))))).toBe(left);
  expect(refusal(() => plan(alone(active({ enabled: UNREAD }))))).toBe(left);
  expect(refusal(() => plan(alone(application({ id: "x", ownTenant: fact(false), server: "FAR" }))))).toBe(left);
  expect(refusal(() => plan(alone(user({ id: "c", name: "ADToAADSyncServiceAccount" }))))).toBe(left);
  expect(refusal(() => plan(alone(user({ id: "l", installation: "dddddddddddd", roleIds: [] }))))).toBe(left);
  expect(refusal(() => plan(alone(active())))).toBe("nothing");
  const gone = user(off(8 * DAY));
  expect(refusal(() => plan(fleet([], { identities: [gone] }), { step: "delete" }))).toBe(left);
});

test("a superseded user goes although its server is alive", () => {
  expect(steps(superseding({}), { identities: ["own"] })).toEqual(["disable own", "note begun own"]);
});

test("each deletion wants its name typed, a disabling none", () => {
  expect(plan(fleet([user()])).namesToType).toEqual([]);
  expect(plan(fleet([user(off(8 * DAY))]), { step: "delete" }).namesToType.map(({ name }) => name)).toEqual([
    user().name,
  ]);
});

// What only a declaration opens
const DECLARED = { decommissioned: "OLD" };
const signedIn = user({ lastSignIn: fact(ago(4 * DAY)) });

test("a declaration opens what stands by or is not known, and is told as a guard overridden", () => {
  for (const identity of [signedIn, user({ lastSignIn: UNREAD })]) {
    const planned = plan(fleet([identity]), DECLARED);
    expect(planned.changes.map(({ kind }) => kind)).toEqual(["set-identity-enabled", "note-quarantine"]);
    expect(planned.guardsOverridden).toEqual(["decommissioned:OLD"]);
    expect(planned.namesToType.map(({ name }) => name)).toEqual(["OLD"]);
  }
  expect(plan(fleet([user()]), DECLARED)).toMatchObject({ guardsOverridden: [], namesToType: [] });
  expect(plan(fleet([user({ lastSignIn: UNREAD })], { health: UNREAD }), DECLARED).changes).toHaveLength(2);
});

const TWINS = [signedIn, user({ installation: "cccccccccccc", lastSignIn: UNREAD })];

test.each<[string, Fleet, string, string]>([
  ["it wrote six days ago", fleet([user({ writes: wrote(6 * DAY) })]), "OLD", "guard wrote-lately"],
  ["its writes unread", fleet([user({ writes: UNREAD })]), "OLD", "guard writes-unknown"],
  [
    "the log read back for three days",
    fleet([user({ writes: wrote(undefined, undefined, 3 * DAY) })]),
    "OLD",
    "guard writes-unknown",
  ],
  ["Health shows it live", fleet([user()], { health: fact([witness("OLD", "live")]) }), "OLD", "guard server-live"],
  [
    "Health shows it staging",
    fleet([user()], { health: fact([witness("OLD", "staging")]) }),
    "OLD",
    "guard server-live",
  ],
  ["it signed in since the swap", fleet([user({ lastSignIn: fact(ago(DAY)) })]), "OLD", "guard signed-in-since-swap"],
  ["the active one", fleet([]), "NEW", "guard identity-active"],
  ["Cloud Sync's", fleet([user({ id: "c", name: "ADToAADSyncServiceAccount" })]), "c", "guard identity-cloud-sync"],
  [
    "another tenant's",
    fleet([application({ id: "f", server: "FAR", ownTenant: fact(false) })]),
    "FAR",
    "guard identity-first-party",
  ],
  [
    "whose it is unread",
    fleet([application({ id: "f", server: "FAR", ownTenant: UNREAD })]),
    "FAR",
    "guard owner-unknown",
  ],
  [
    "an application without a server",
    fleet([application({ id: "f", name: "Sync app", server: null })]),
    "f",
    "guard not-a-servers",
  ],
  [
    "a person with the role",
    fleet([user({ id: "m", name: "mia@contoso.com", server: null })]),
    "m",
    "guard not-a-servers",
  ],
  ["a user from Active Directory", fleet([user({ synced: true })]), "OLD", "guard not-a-servers"],
  ["a name that fits two", fleet(TWINS), "old.contoso.com", "guard ambiguous-server"],
  ["a name that fits nothing", fleet([user()]), "OTHER", "usage unknown-server"],
  [
    "nobody else works",
    fleet([], { identities: [signedIn, active({ writes: wrote() })], lastSync: fact(ago(9 * HOUR)) }),
    "OLD",
    "guard nobody-else",
  ],
  [
    "another wrote at a time that cannot be",
    fleet([], { identities: [signedIn, active({ writes: wrote(-DAY) })], lastSync: fact("later") }),
    "OLD",
    "guard nobody-else",
  ],
  [
    "the user of a server that writes with its application since an hour",
    fleet([], {
      identities: [active({ writes: wrote(HOUR) }), user({ id: "own", server: "NEW", installation: NEW_HEX })],
      health: fact([]),
    }),
    "own",
    "guard server-in-use",
  ],
])("cannot be declared: %s", (_, all, name, expected) => {
  const identities = all.identities.map(({ id }) => id).filter((id) => id !== active().id);
  expect(refusal(() => plan(all, { decommissioned: name, identities }))).toBe(expected);
});

test("of two installations of one name the one that is meant is named exactly", () => {
  const [first] = TWINS;
  for (const name of ["OLD_aaaaaaaaaaaa", "old_AAAAAAAAAAAA", first?.name ?? "", first?.id ?? ""])
    expect(steps(fleet(TWINS), { decommissioned: name })).toEqual([`disable ${OLD}`, `note begun ${OLD}`]);
  const other = { decommissioned: "OLD_cccccccccccc" };
  expect(refusal(() => plan(fleet(TWINS), other))).toBe("guard identity-standby");
});

test("the old installation of the active server's name goes once it is named, if one entry alone is alive", () => {
  const before = user({ server: "NEW", installation: "cccccccccccc" });
  const wishes = { identities: [before.id], decommissioned: "NEW_cccccccccccc" };
  expect(refusal(() => plan(fleet([before]), { identities: [before.id] }))).toBe("guard identity-standby");
  expect(steps(fleet([before]), wishes)).toEqual([`disable ${before.id}`, `note begun ${before.id}`]);
  const both = fact([witness("NEW", "live"), witness("new.contoso.com", "live")]);
  expect(refusal(() => plan(fleet([before], { health: both }), wishes))).toBe("guard server-live");
});

// Who is said to be active
test("a server that is said to be active is believed where nothing tells another", () => {
  const unread = { activeServer: UNREAD, exportedBy: UNREAD };
  expect(withActiveServer(fleet([], unread), "new.contoso.com").activeServer).toMatchObject({
    value: "new.contoso.com",
  });
  expect(steps(withActiveServer(fleet([user()], unread), "NEW"))).toHaveLength(2);
  expect(withActiveServer(fleet([]), "new").activeServer).toMatchObject({ value: "NEW" });
  for (const [all, said, expected] of [
    [fleet([]), "OLD", "guard other-server-active"],
    [fleet([], { activeServer: fact(null) }), "NEW", "guard no-active-server"],
    [fleet([user()], { activeServer: UNREAD }), "OLD", "guard other-server-active"],
    [fleet([], unread), "NWE", "usage unknown-server"],
  ] as const)
    expect(refusal(() => withActiveServer(all, said))).toBe(expected);
});

test("what was only said of the active server does not make another one gone", () => {
  const quiet = [signedIn, active({ writes: wrote() })];
  const unread = fleet([], { identities: quiet, activeServer: UNREAD, exportedBy: UNREAD });
  expect(refusal(() => plan(withActiveServer(unread, "NEW"), DECLARED))).toBe("guard nobody-else");
});

test.each<[string, Partial<CleanupWishes>, string | undefined, string]>([
  ["a list", { step: null, identities: [] }, undefined, "nothing"],
  ["a step", {}, undefined, "nothing"],
  ["a step without identity", { identities: [] }, undefined, "usage identity-missing"],
  ["an identity without step", { step: null }, undefined, "usage step-missing"],
  ["a declaration without step", { step: null, identities: [], ...DECLARED }, "gone", "usage step-missing"],
  ["a declaration without reason", DECLARED, undefined, "usage reason-missing"],
  ["a declaration", DECLARED, "gone", "nothing"],
  ["a quarantine of a year", { quarantineMs: 365 * DAY }, undefined, "nothing"],
  ["a longer one", { quarantineMs: 365 * DAY + 1 }, undefined, "usage bad-quarantine"],
])("wishes: %s", (_, wishes, reason, expected) => {
  expect(refusal(() => checkCleanupWishes({ ...WISHES, ...wishes }, reason))).toBe(expected);
});
