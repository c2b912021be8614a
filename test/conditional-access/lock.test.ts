// What a lock is, what --lock-to plans, and when it may be enforced.
import { describe, expect, test } from "vitest";
import { type LockInput, planLock } from "../../src/conditional-access/lock.js";
import { bySameServer, type SignsInFrom } from "../../src/conditional-access/lock-proof.js";
import { lockAfter, lockOf } from "../../src/conditional-access/lock-shape.js";
import type { UserSubject } from "../../src/conditional-access/subject.js";
import { type Fact, known, unknown } from "../../src/shapes/fact.js";
import type { NamedLocation } from "../../src/tenant/named-locations.js";
import type { Policy } from "../../src/tenant/policies.js";
import { applicationsOf, grantsOf, policyOf, SYNC_ROLE, usersOf } from "./policy-of.js";

const SOURCE = { request: "GET /x" };
const OLD = "old-id";
const NEW = "new-id";
const names: Readonly<Record<string, string>> = {
  [OLD]: "Sync_OLD_0123456789ab@contoso.onmicrosoft.com",
  [NEW]: "Sync_NEW_ba9876543210@contoso.onmicrosoft.com",
};

const userOf = (userId: string | null, change: Partial<UserSubject> = {}): UserSubject => ({
  kind: "user",
  name: names[userId ?? ""] ?? `user ${userId}`,
  userId,
  roleIds: [SYNC_ROLE],
  memberships: known({ groupIds: [], roleIds: [] }, SOURCE),
  guest: false,
  ...change,
});

const placeOf = (change: Partial<NamedLocation> = {}): NamedLocation => ({
  id: "l-1",
  displayName: "Servers",
  kind: "ip",
  isTrusted: false,
  ipRanges: ["203.0.113.10/32"],
  whole: {},
  ...change,
});

function lockPolicy(
  users: readonly string[],
  conditions: Partial<Policy["conditions"]> = {},
  change: Partial<Omit<Policy, "conditions" | "whole">> = {},
): Policy {
  return policyOf(
    {
      users: usersOf({ includeUsers: [...users] }),
      locations: { includeLocations: ["All"], excludeLocations: ["l-1"] },
      ...conditions,
    },
    { id: "lock", displayName: "Lock", grantControls: grantsOf({ builtInControls: ["block"] }), ...change },
  );
}

const REPORT_ONLY = { state: "enabledForReportingButNotEnforced" } as const;
const here = (...locations: readonly NamedLocation[]): Fact<readonly NamedLocation[]> => known(locations, SOURCE);

describe("a lock is told by its structure", () => {
  const verdict = (policy: Policy, locations = here(placeOf()), subject = userOf(OLD)) =>
    lockOf([policy], locations, subject);
  const users = (change: Parameters<typeof usersOf>[0]) => ({ users: usersOf({ includeUsers: [OLD], ...change }) });

  test("enforced, only reporting, off", () => {
    expect(verdict(lockPolicy([OLD.toUpperCase()]))).toBe("enforced");
    expect(verdict(lockPolicy([OLD], {}, REPORT_ONLY))).toBe("report-only");
    expect(verdict(lockPolicy([OLD], {}, { state: "disabled" }))).toBe("none");
    expect(verdict(lockPolicy([OLD], {}, { state: "new-state" }))).toBe("unknown");
  });

  const weak: readonly (readonly [string, Policy])[] = [
    ["names others", lockPolicy([NEW])],
    ["names a role only", lockPolicy([], { users: usersOf({ includeRoles: [SYNC_ROLE] }) })],
    ["excludes the account", lockPolicy([], users({ excludeUsers: [OLD] }))],
    ["excludes its role", lockPolicy([], users({ excludeRoles: [SYNC_ROLE] }))],
    ["does not block", lockPolicy([OLD], {}, { grantControls: grantsOf({ builtInControls: ["mfa"] }) })],
    ["some applications", lockPolicy([OLD], { applications: applicationsOf({ includeApplications: ["app"] }) })],
    [
      "all but one application",
      lockPolicy([OLD], {
        applications: applicationsOf({ includeApplications: ["All"], excludeApplications: ["app"] }),
      }),
    ],
    ["browsers only", lockPolicy([OLD], { clientAppTypes: ["browser"] })],
    ["one platform", lockPolicy([OLD], { platforms: { includePlatforms: ["linux"], excludePlatforms: [] } })],
    ["a risk", lockPolicy([OLD], { signInRiskLevels: ["high"] })],
    ["a condition of tomorrow", lockPolicy([OLD], { weather: "rain" })],
    ["some places", lockPolicy([OLD], { locations: { includeLocations: ["l-2"], excludeLocations: ["l-1"] } })],
    [
      "not trusted ones",
      lockPolicy([OLD], { locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] } }),
    ],
  ];
  test.each(weak)("none: %s", (_name, policy) => {
    expect(verdict(policy)).toBe("none");
  });

  test.each([
    ["trusted", placeOf({ isTrusted: true })],
    ["a country", placeOf({ kind: "country", ipRanges: null })],
    ["half of all addresses", placeOf({ ipRanges: ["0.0.0.0/1"] })],
    ["as wide by many ranges", placeOf({ ipRanges: ["8.0.0.0/8", "9.0.0.0/8"] })],
  ])("none: its place is %s", (_name, place) => {
    expect(verdict(lockPolicy([OLD]), here(place))).toBe("none");
  });

  test("unknown is not enforced", () => {
    expect(verdict(lockPolicy([OLD]), unknown("No right.", ""))).toBe("unknown");
    expect(verdict(lockPolicy([OLD]), here())).toBe("unknown");
    expect(verdict(lockPolicy([OLD]), here(placeOf({ ipRanges: null })))).toBe("unknown");
    const member = userOf(OLD, { memberships: unknown("No right.", "") });
    expect(verdict(lockPolicy([], users({ excludeGroups: ["g"] })), here(placeOf()), member)).toBe("unknown");
    expect(verdict({ ...lockPolicy([OLD]), strange: ["conditions.devices"] })).toBe("unknown");
  });

  test("whoever does not exist, and an application, has none", () => {
    expect(verdict(lockPolicy([OLD]), here(placeOf()), userOf(null))).toBe("none");
    const application = { kind: "application", name: "a", servicePrincipalId: OLD, ownTenantOnly: true } as const;
    expect(lockOf([lockPolicy([OLD])], here(placeOf()), application)).toBe("none");
  });
});

const seenOf = (id: string, ...addresses: readonly string[]): SignsInFrom => ({
  id,
  name: names[id] ?? id,
  isServer: true,
  enabled: true,
  addresses: addresses.length === 0 ? unknown("No sign-in was seen.", "") : known(addresses, SOURCE),
});

const BOTH = [seenOf(OLD, "203.0.113.10"), seenOf(NEW, "203.0.113.11")];
const RANGES = ["203.0.113.10/32", "203.0.113.11/32"];

const OURS: LockInput["ours"] = {
  locks: [{ runId: "run-1", asked: ["sync"], inDoubt: false, policyId: "lock", policyName: "Lock" }],
  places: [{ locationId: "l-1", locationName: "Servers" }],
};

function inputOf(change: Partial<LockInput> = {}): LockInput {
  return {
    policies: [policyOf()],
    locations: here(),
    subjects: [OLD, NEW].map((id) => ({ subject: userOf(id), is: "connector", enabled: true })),
    seen: BOTH,
    operatorId: "admin",
    ours: OURS,
    ...change,
  };
}

const plan = (change: Partial<LockInput> = {}, lockTo: readonly string[] = RANGES, enforce = false) =>
  planLock(inputOf(change), { lockTo, enforce });
const kinds = (...asked: Parameters<typeof plan>) => plan(...asked).changes.map(({ kind }) => kind);
const refusal = (code: string, message = "") =>
  expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error;

describe("a new lock", () => {
  test("its own place, not trusted, and users by their ids, report-only", () => {
    const { changes, warnings } = plan();
    expect(changes).toMatchObject([
      { kind: "create-named-location", after: { ipRanges: RANGES, isTrusted: false } },
      { kind: "create-lock", target: { locationId: null }, after: { ...REPORT_ONLY, includeUsers: [OLD, NEW] } },
    ]);
    expect(warnings.join()).toContain("only reports");
    expect(lockAfter([], here(), changes, userOf(OLD))).toBe("report-only");
    const enforced = plan({}, RANGES, true).changes;
    expect(lockAfter([], here(), enforced, userOf(OLD))).toBe("enforced");
    expect(lockAfter([], here(), enforced, userOf("else"))).toBe("none");
  });

  test("a place that is there is taken only where it is the same, untrusted, and used by nobody", () => {
    const same = placeOf({ ipRanges: RANGES });
    expect(kinds({ locations: here(same) })).toEqual(["create-lock"]);
    expect(plan({ locations: here(same) }).changes[0]?.target).toMatchObject({ locationId: "l-1" });
    for (const place of [placeOf(), placeOf({ ipRanges: RANGES, isTrusted: true })])
      expect(kinds({ locations: here(place) })).toEqual(["create-named-location", "create-lock"]);
    const used = policyOf({ locations: { includeLocations: ["All"], excludeLocations: ["l-1"] } });
    expect(kinds({ policies: [used], locations: here(same) })).toEqual(["create-named-location", "create-lock"]);
  });

  test("its names are nobody else's", () => {
    const [, first] = plan().changes;
    const name = first?.kind === "create-lock" ? first.target.policyName : "";
    const taken = policyOf({}, { displayName: name.toUpperCase() });
    expect(plan({ policies: [taken] }).changes[1]?.target).toMatchObject({ policyName: `${name} (2)` });
  });

  test("who is not locked is told, and why", () => {
    const { changes, warnings } = plan({
      subjects: [
        { subject: userOf(OLD), is: "connector", enabled: true },
        { subject: userOf(NEW), is: "connector", enabled: false },
        { subject: userOf(null), is: "connector", enabled: null },
        { subject: userOf("cloud"), is: "cloud-sync", enabled: true },
        { subject: userOf("admin"), is: "other", enabled: true },
        {
          subject: { kind: "application", name: "App", servicePrincipalId: "sp", ownTenantOnly: true },
          ...{ is: "application", enabled: true },
        },
      ],
    });
    expect(changes[1]?.after).toMatchObject({ includeUsers: [OLD] });
    const text = warnings.join("\n");
    for (const part of ["is disabled", "no such account yet", "Cloud Sync", "runs this command", "Workload ID Premium"])
      expect(text).toContain(part);
  });

  test("nobody to lock: nothing is made; places that could not be read: nothing is planned", () => {
    const cloud = { subject: userOf("cloud"), is: "cloud-sync", enabled: true } as const;
    expect(kinds({ subjects: [cloud], locations: unknown("No right.", "") })).toEqual([]);
    expect(() => plan({ locations: unknown("No right.", "") })).toThrow(refusal("locations-unknown"));
  });

  test("near the limit it is told that another policy may be refused", () => {
    const policies = Array.from({ length: 195 }, (_none, index) => policyOf({}, { id: `p-${index}` }));
    expect(plan({ policies }).warnings.join()).toContain("195 Conditional Access policies");
    expect(plan({ policies: policies.slice(1) }).warnings.join()).not.toContain("may refuse");
  });
});

describe("--enforce", () => {
  const enforce =
    (seen: readonly SignsInFrom[], lockTo = RANGES) =>
    () =>
      plan({ seen }, lockTo, true);

  test("both servers seen, each range signed in from: at once", () => {
    expect(enforce(BOTH)().changes[1]?.after).toMatchObject({ state: "enabled" });
  });

  const refused: readonly (readonly [string, readonly SignsInFrom[], readonly string[], string])[] = [
    ["one was not seen", [seenOf(OLD, "203.0.113.10"), seenOf(NEW)], RANGES.slice(0, 1), names[NEW] ?? ""],
    [
      "one was seen elsewhere",
      [seenOf(OLD, "203.0.113.10", "198.51.100.7"), seenOf(NEW, "203.0.113.11")],
      RANGES,
      "198.51.100.7",
    ],
    ["a range was not seen", BOTH, [...RANGES, "203.0.113.12/32"], "203.0.113.12/32"],
    ["nothing is known", [seenOf(OLD), seenOf(NEW)], RANGES, "not known"],
    ["nothing was read", [], RANGES, "nothing was read"],
    [
      "an address of the log is none",
      [seenOf(OLD, "203.0.113.10", "nowhere"), seenOf(NEW, "203.0.113.11")],
      RANGES,
      "nowhere",
    ],
    ["a third server was not seen", [...BOTH, seenOf("third")], RANGES, "third"],
  ];
  test.each(refused)("refused: %s", (_name, seen, ranges, why) => {
    expect(enforce(seen, [...ranges])).toThrow(refusal("lock-unproven", why));
  });

  test("a disabled identity need not be seen, and both identities of one installation are one server", () => {
    const gone = { ...seenOf("third"), enabled: false };
    expect(enforce([...BOTH, gone])().changes.length).toBe(2);
    const twin = { ...seenOf("app", "203.0.113.11"), name: "ConnectSyncProvisioning_NEW_ba9876543210" };
    expect(enforce(bySameServer([seenOf(OLD, "203.0.113.10"), seenOf(NEW), twin]))().changes.length).toBe(2);
    const anew = { ...twin, name: "ConnectSyncProvisioning_NEW_ffffffffffff" };
    expect(enforce(bySameServer([seenOf(OLD, "203.0.113.10"), seenOf(NEW), anew]))).toThrow(refusal("lock-unproven"));
  });

  test("what was seen is proposed", () => {
    expect(enforce(BOTH, RANGES.slice(0, 1))).toThrow(
      expect.objectContaining({
        remedy: expect.stringContaining("--lock-to 203.0.113.10/32,203.0.113.11/32") as string,
      }) as Error,
    );
  });
});

describe("a lock that is there", () => {
  const place = placeOf({ ipRanges: RANGES });
  const reporting = lockPolicy([OLD, NEW], {}, REPORT_ONLY);

  test("nothing is left to do", () => {
    expect(kinds({ policies: [reporting], locations: here(place) })).toEqual([]);
    expect(kinds({ policies: [lockPolicy([OLD, NEW])], locations: here(place) }, RANGES, true)).toEqual([]);
  });

  test("is switched on, and extended by addresses and users rather than doubled; nothing is taken out", () => {
    expect(kinds({ policies: [reporting], locations: here(place) }, RANGES, true)).toEqual(["set-lock-state"]);
    const { changes } = plan(
      { policies: [lockPolicy([OLD], {}, REPORT_ONLY)], locations: here(placeOf()) },
      [RANGES[1] ?? ""],
      true,
    );
    expect(changes).toMatchObject([
      { kind: "set-location-ranges", before: { ipRanges: ["203.0.113.10/32"] }, after: { ipRanges: RANGES } },
      { kind: "set-lock-users", after: { includeUsers: [OLD, NEW] } },
      { kind: "set-lock-state", after: { state: "enabled" } },
    ]);
    expect(lockAfter([lockPolicy([OLD], {}, REPORT_ONLY)], here(placeOf()), changes, userOf(NEW))).toBe("enforced");
  });

  test("is not extended to more than a lock may let in", () => {
    expect(() => plan({ policies: [reporting], locations: here(placeOf()) }, ["8.0.0.0/8"])).toThrow(
      refusal("bad-address"),
    );
  });

  test("where it blocks already, nobody is added who is not proven", () => {
    const policies = [lockPolicy([OLD])];
    const seen = [seenOf(OLD, "203.0.113.10"), seenOf(NEW)];
    const { changes, warnings } = plan({ policies, locations: here(placeOf()), seen });
    expect(changes).toEqual([]);
    expect(warnings.join()).toContain(`${names[NEW]} is not added`);
    expect(() => plan({ policies, locations: here(placeOf()), seen }, RANGES, true)).toThrow(refusal("lock-unproven"));
  });

  test("where it blocks already, it is widened with --enforce only, and what was not seen is not added", () => {
    const input = { policies: [lockPolicy([OLD, NEW])], locations: here(placeOf()) };
    const reported = plan(input);
    expect(reported.changes).toEqual([]);
    expect(reported.warnings.join()).toMatch(/203\.0\.113\.11\/32 is not added to "Servers"\. .*only with --enforce/);
    expect(() => plan(input, [...RANGES, "198.51.100.0/24"], true)).toThrow(
      refusal("lock-unproven", "198.51.100.0/24"),
    );
    const { changes } = plan(input, RANGES, true);
    expect(changes).toMatchObject([{ kind: "set-location-ranges", after: { ipRanges: RANGES } }]);
    expect(changes[0]?.summary).toContain('"Lock" blocks already');
  });

  test("one that no journal here tells of is not changed, nor a place: it is told", () => {
    const strange = { ours: { locks: [], places: [] }, locations: here(placeOf()) };
    const blocking = plan({ ...strange, policies: [lockPolicy([OLD, NEW])] }, RANGES, true);
    expect(blocking.changes).toEqual([]);
    expect(blocking.warnings.join()).toContain(`${names[OLD]} is held by another lock already, which no run`);
    expect(kinds({ ...strange, policies: [lockPolicy([OLD, NEW], {}, REPORT_ONLY)] }, RANGES, true)).toEqual([
      ...["create-named-location", "create-lock"],
    ]);
    const taken = { ...OURS, places: [] };
    const foreign = plan({ ...strange, ours: taken, policies: [lockPolicy([OLD, NEW], {}, REPORT_ONLY)] });
    expect(foreign.changes).toEqual([]);
    expect(foreign.warnings.join()).toContain("has made that named location");
    // The answer to its making was lost.
    const lost = { ...OURS, locks: OURS.locks.map((one) => ({ ...one, policyId: null })) };
    expect(kinds({ ours: lost, policies: [reporting], locations: here(place) }, RANGES, true)).toEqual([
      "set-lock-state",
    ]);
  });

  test("one that others use, too, is not touched: neither its place nor its users", () => {
    const shared = policyOf({ locations: { includeLocations: ["All"], excludeLocations: ["l-1"] } }, { id: "p-2" });
    const { changes, warnings } = plan({ policies: [lockPolicy([OLD]), shared], locations: here(placeOf()) });
    expect(changes).toMatchObject([{ kind: "create-named-location" }, { after: { includeUsers: [NEW] } }]);
    expect(warnings.join()).toContain(`${names[OLD]} is held by another lock already`);
    const strangers = lockPolicy([OLD, "stranger"], {}, REPORT_ONLY);
    expect(kinds({ policies: [strangers], locations: here(placeOf()) }, RANGES, true)).toEqual([
      "create-named-location",
      "create-lock",
    ]);
  });

  test("the trap of a migration is told: a lock that lets in the old server's address alone", () => {
    const byRole = lockPolicy([], { users: usersOf({ includeRoles: [SYNC_ROLE] }) });
    const { warnings } = plan({ policies: [byRole], locations: here(placeOf()) });
    expect(warnings.join()).toMatch(/"Lock" blocks .* from 203\.0\.113\.11\/32/);
    expect(plan({ policies: [byRole], locations: here(place) }).warnings.join()).not.toContain('"Lock" blocks');
  });

  test("one that names whoever runs the command is not switched on", () => {
    const policies = [lockPolicy([OLD, NEW, "admin"], {}, REPORT_ONLY)];
    const seen = [...BOTH, { ...seenOf("admin", "203.0.113.10"), isServer: false }];
    expect(() => plan({ policies, locations: here(place), seen }, RANGES, true)).toThrow(refusal("lock-operator"));
  });
});
