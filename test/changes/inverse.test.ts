// How a run is taken back, decided from what was seen.
import { describe, expect, test } from "vitest";
import { planRollback, type SeenStep } from "../../src/changes/inverse.js";
import { type OwnEntries, ownEntries } from "../../src/changes/own-entries.js";
import { ROLLBACK_NEEDS } from "../../src/knowledge/rollback-needs.js";
import type { Change } from "../../src/shapes/change.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { RunStep } from "../../src/shapes/run.js";
import { isKnownKind, takingBackOf } from "../../src/shapes/taking-back.js";
import { everyChangeOf, plain } from "../report/sample-results.js";

const CHANGES = everyChangeOf(plain);
const AT = "2026-11-22T10:00:00Z";
const SOURCE = { request: "GET /x" };
const ID = "33333333-0000-4000-8000-000000000000";
const ACCOUNT = {
  id: ID,
  userPrincipalName: "svc@contoso.onmicrosoft.com",
  displayName: "Svc",
  mailNickname: "svc",
  enabled: true,
  synced: false,
  passwordNeverExpires: true,
  createdAt: AT,
  passwordChangedAt: AT,
  whole: {},
};

function stepOf(change: Change, number = 0): RunStep {
  return {
    number,
    change,
    state: "confirmed",
    outcome: "done",
    requestId: null,
    sentAt: AT,
    objectId: ID,
    imageBefore: null,
    imageAfter: null,
  };
}

/** As the run left it, with all that can be found of it. */
function seenAfter(change: Change, found: SeenStep["found"] = {}): SeenStep {
  const own = ownEntries(change, ID);
  return {
    step: stepOf(change),
    sight: takingBackOf(change).possible ? { at: "after" } : null,
    found: {
      account: ACCOUNT,
      signedIn: known(null, SOURCE),
      otherRoles: known([], SOURCE),
      application: { id: ID, appId: ID, thumbprints: ["AB12", "NEW"] },
      servicePrincipal: { id: ID, enabled: true },
      grantId: "grant",
      assignmentId: "assignment",
      deletedApplication: AT,
      deletedServicePrincipal: { id: ID, at: AT },
      ...(own === null ? {} : { exclusion: { own, now: own.put ? idsOf(own) : [], policyName: "Require MFA" } }),
      group: { id: ID, displayName: "G", members: [], policies: [] },
      lock: { policyId: ID, locationId: ID },
      location: { id: ID, usedBy: [] },
      quarantine: { disabledAt: AT, provenAt: null },
      identity: { enabled: false, restorable: true, missingAppRoles: null },
      ...found,
    },
  };
}

const idsOf = ({ entries }: OwnEntries) => entries.map(({ id }) => id);
const one = (kind: Change["kind"]): Change => {
  const found = CHANGES.find((change) => change.kind === kind);
  if (found === undefined) throw new Error(`There is no sample of ${kind}.`);
  return found;
};
const decide = (...seen: readonly SeenStep[]) => planRollback(seen);
const kindsOf = (...seen: readonly SeenStep[]) =>
  decide(...seen).flatMap(({ changes }) => changes.map(({ kind }) => kind));

/** How many changes it takes to take it back, where that is not one. */
const STEPS: Readonly<Partial<Record<Change["kind"], number>>> = {
  "delete-application": 2,
  // The application, its service principal, whether it is enabled, and its app role.
  "delete-sync-application": 4,
  // They go with the application.
  "restore-sync-principal": 0,
  "grant-sync-app-role": 0,
};

describe.each([...new Set(CHANGES.map(({ kind }) => kind))])("%s", (kind) => {
  const change = one(kind);

  test("is taken back, or it is said why not", () => {
    const [decision] = decide(seenAfter(change));
    if (takingBackOf(change).possible) expect(decision).toMatchObject({ verdict: "take-back" });
    else expect(decision).toMatchObject({ verdict: "cannot", words: takingBackOf(change).words });
    expect(decision?.changes.length).toBe(takingBackOf(change).possible ? (STEPS[kind] ?? 1) : 0);
  });

  test("as it was before: nothing to do; something else: left alone, with what was found", () => {
    if (!takingBackOf(change).possible) return;
    expect(decide({ ...seenAfter(change), sight: { at: "before" } })).toMatchObject([
      { verdict: "as-before", changes: [] },
    ]);
    const [left] = decide({ ...seenAfter(change), sight: { at: "other", what: "it is blue" } });
    expect(left).toMatchObject({ verdict: "left-alone", changes: [] });
    expect(left?.words).toContain("it is blue");
  });

  test("what it takes to take it back is in the table, and only then", () => {
    expect(ROLLBACK_NEEDS[kind].length > 0).toBe(takingBackOf(change).possible);
  });
});

test("the newest step first", () => {
  const kinds = kindsOf(seenAfter(one("create-user")), seenAfter(one("assign-role")), seenAfter(one("create-pass")));
  expect(kinds).toEqual(["delete-pass", "unassign-role", "delete-user"]);
});

describe("an account that was made", () => {
  const made = one("create-user");
  const cases: readonly (readonly [string, SeenStep["found"], readonly string[]])[] = [
    ["nobody has signed in", { signedIn: known(null, SOURCE) }, ["delete-user"]],
    ["somebody has", { signedIn: known("2026-11-22T11:00:00Z", SOURCE) }, ["set-account-enabled"]],
    ["it cannot be known", { signedIn: unknown("No licence.", "Buy P1.") }, ["set-account-enabled"]],
    ["it holds another role by now", { otherRoles: known(["Global Administrator"], SOURCE) }, []],
    ["which roles it holds cannot be known", { otherRoles: unknown("No right.", "Get it.") }, []],
    [
      "its password is the run's own",
      { account: { ...ACCOUNT, passwordChangedAt: "2026-11-22T10:00:04Z" } },
      ["delete-user"],
    ],
    [
      "somebody else has set it",
      { account: { ...ACCOUNT, passwordChangedAt: "2026-11-22T10:10:00Z" } },
      ["set-account-enabled"],
    ],
    ["when it was set is not told", { account: { ...ACCOUNT, passwordChangedAt: null } }, ["set-account-enabled"]],
  ];
  test.each(cases)("%s", (_what, found, kinds) => {
    expect(kindsOf(seenAfter(made, found))).toEqual(kinds);
  });

  test("whether somebody has signed in was not read: it is not deleted", () => {
    const { account, otherRoles } = seenAfter(made).found;
    expect(
      kindsOf({ ...seenAfter(made), found: { account: account ?? null, ...(otherRoles && { otherRoles }) } }),
    ).toEqual(["set-account-enabled"]);
  });

  test("which roles it holds was not read: it is left alone", () => {
    expect(decide({ ...seenAfter(made), found: { account: ACCOUNT, signedIn: known(null, SOURCE) } })).toMatchObject([
      { verdict: "left-alone", changes: [] },
    ]);
  });

  test("that no answer told of is ours by our own mark alone: else it is left alone, and how to delete it is said", () => {
    const seen = seenAfter(made);
    const unanswered = [
      { ...seen.step, state: "in-doubt", outcome: null, objectId: null, sentAt: null },
      { ...seen.step, objectId: null, sentAt: null },
    ] as const;
    for (const step of unanswered)
      for (const ownMark of [true, false, null]) {
        const [decision] = decide({ ...seen, step, found: { ...seen.found, ownMark } });
        expect(decision?.changes.map(({ kind }) => kind)).toEqual(ownMark === true ? ["delete-user"] : []);
        if (ownMark === true) continue;
        expect(decision).toMatchObject({ verdict: "left-alone" });
        expect(decision?.words).toMatch(/somebody else may have made it.*by hand/u);
      }
    expect(kindsOf({ ...seen, found: { ...seen.found, ownMark: false } })).toEqual(["delete-user"]);
  });

  test("keeps a role that is left alone: so does the account stay", () => {
    const role = one("assign-role");
    const { userPrincipalName } = made.target as { userPrincipalName: string };
    const seen = seenAfter({ ...role, target: { userPrincipalName, userId: null } } as Change);
    const kept = { ...seen, sight: { at: "other", what: "it was extended" } } as const;
    expect(decide(seenAfter(made), kept).map(({ verdict }) => verdict)).toEqual(["left-alone", "left-alone"]);
    expect(kindsOf(seenAfter(made), seen)).toEqual(["unassign-role", "delete-user"]);
  });

  test("a password that the same run reset later is its own", () => {
    const reset = one("reset-password");
    const { userPrincipalName } = made.target as { userPrincipalName: string };
    const later = {
      ...stepOf({ ...reset, target: { userPrincipalName, userId: ID } } as Change),
      sentAt: "2026-11-22T12:00:00Z",
    };
    const account = { ...ACCOUNT, passwordChangedAt: "2026-11-22T12:00:00Z" };
    expect(kindsOf(seenAfter(made, { account }), { step: later, sight: null, found: {} })).toEqual(["delete-user"]);
    expect(kindsOf(seenAfter(made, { account }))).toEqual(["set-account-enabled"]);
  });

  test("its mark goes with it, and where it stays, that is said", () => {
    const { userPrincipalName } = made.target as { userPrincipalName: string };
    const mark = seenAfter({ ...one("mark-account"), target: { userPrincipalName, userId: null } } as Change);
    expect(decide(seenAfter(made), mark)[0]).toMatchObject({ verdict: "take-back", changes: [] });
    for (const found of [{ signedIn: unknown<string | null>("No licence.", "") }, { otherRoles: known(["X"], SOURCE) }])
      expect(decide(seenAfter(made, found), mark)[0]).toMatchObject({ verdict: "left-alone", changes: [] });
    expect(decide({ ...seenAfter(made), sight: { at: "other", what: "another name" } }, mark)[0]?.verdict).toBe(
      "left-alone",
    );
    expect(decide({ ...mark, found: { ...mark.found, ownMark: false } })[0]).toMatchObject({
      verdict: "left-alone",
      words: expect.stringContaining("another run") as string,
    });
  });

  test("that was perhaps enabled by this run is not disabled", () => {
    const enabled = {
      ...one("set-account-enabled"),
      before: { accountEnabled: false },
      after: { accountEnabled: true },
    };
    const seen = seenAfter(enabled as Change);
    expect(kindsOf(seen)).toEqual(["set-account-enabled"]);
    expect(kindsOf({ ...seen, step: { ...seen.step, state: "in-doubt" } })).toEqual([]);
  });

  test("what would make it known is said", () => {
    expect(decide(seenAfter(made, { signedIn: unknown("No licence.", "Buy P1.") }))[0]?.words).toContain("Buy P1.");
  });

  test("a restored one may have been used before it was deleted", () => {
    const restored = one("restore-user");
    expect(kindsOf(seenAfter(restored, { signedIn: known("2026-11-22T09:00:00Z", SOURCE) }))).toEqual(["delete-user"]);
    expect(kindsOf(seenAfter(restored, { signedIn: known("2026-11-22T11:00:00Z", SOURCE) }))).toEqual([
      "set-account-enabled",
    ]);
  });
});

test("an intent in doubt that is seen done is taken back, and said to be in doubt", () => {
  const seen = seenAfter(one("assign-role"));
  const [decision] = decide({ ...seen, step: { ...seen.step, state: "in-doubt", outcome: null } });
  expect(decision).toMatchObject({ verdict: "take-back", changes: [{ kind: "unassign-role" }] });
  expect(decision?.words).toContain("not known");
});

test("what goes with the registration needs nothing of its own", () => {
  const steps = ["create-application", "create-service-principal", "add-federated-credential"] as const;
  expect(kindsOf(...steps.map((kind) => seenAfter(one(kind))))).toEqual(["delete-application"]);
});

test("of several certificates only the new one goes; what is gone for good is left alone", () => {
  const added = one("add-certificate");
  const [decision] = decide(seenAfter(added));
  expect(decision?.changes).toMatchObject([{ kind: "remove-certificate" }]);
  const [gone] = decide(seenAfter(one("delete-application"), { deletedApplication: null }));
  expect(gone).toMatchObject({ verdict: "left-alone", changes: [] });
});

test("a kind of change that a newer version has made is said to be one", () => {
  const strange = { ...one("create-user"), kind: "move-mountain" } as unknown as Change;
  expect(isKnownKind(strange.kind)).toBe(false);
  expect(decide({ step: stepOf(strange), sight: null, found: {} })).toMatchObject([{ verdict: "cannot" }]);
  expect(takingBackOf(strange).words).toContain("newer");
});
