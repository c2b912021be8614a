// What each identity of a server is: a table of cases. Nothing that could be in use is ever called anything removable.
import { expect, test } from "vitest";
import type { IdentityClass } from "../../src/accounts/identity-class.js";
import { classify } from "../../src/accounts/identity-classes.js";
import type { Fleet, IdentityFacts } from "../../src/accounts/identity-facts.js";
import {
  AT,
  active,
  ago,
  application,
  DAY,
  fact,
  fleet,
  HOUR,
  NEW_HEX,
  UNREAD,
  user,
  witness,
  wrote,
} from "./fleets.js";

function judgedOf(identity: IdentityFacts, change: Partial<Fleet> = {}) {
  const others = fleet([]).identities.filter(({ id }) => id !== identity.id);
  const all = fleet([], { identities: [...others, identity], ...change });
  const found = classify(all).find(({ id }) => id === identity.id);
  if (found === undefined) throw new Error("not judged");
  return found;
}

type Row = [string, IdentityFacts, Partial<Fleet>, IdentityClass, RegExp];

/** The user of NEW, whose application writes since `begun`. */
const moved = (begun: number, change: Partial<IdentityFacts> = {}): [IdentityFacts, Partial<Fleet>] => {
  const own = user({ server: "NEW", installation: NEW_HEX, ...change });
  return [own, { identities: [active({ writes: wrote(begun, HOUR) }), own] }];
};
/** …and wrote last longer than a week ago. */
const faded = (exportedBy: string | null): [IdentityFacts, Partial<Fleet>] => {
  const own = user({ server: "NEW", installation: NEW_HEX });
  const silent = active({ writes: wrote(9 * DAY, 8 * DAY, 10 * DAY) });
  return [own, { identities: [silent, own], exportedBy: fact(exportedBy) }];
};
const NEW_DEAD = { health: fact([witness("NEW", "stale"), witness("OLD", "stale")]) };

test.each<Row>([
  // Whose it is
  ["Cloud Sync's account", user({ name: "ADToAADSyncServiceAccount@contoso.com" }), {}, "cloud-sync", /Cloud Sync/],
  ["…in capitals", user({ name: "ADTOAADSYNCSERVICEACCOUNT@contoso.com" }), {}, "cloud-sync", /Cloud Sync/],
  [
    "another tenant's application",
    application({ server: "OLD", ownTenant: fact(false) }),
    {},
    "first-party",
    /another/,
  ],
  ["no registration here", application({ server: "OLD", applicationId: fact(null) }), {}, "first-party", /not in this/],
  ["whose is not known", application({ server: "OLD", ownTenant: UNREAD }), {}, "unknown", /Whose .*Refused/],
  ["registration unread", application({ server: "OLD", applicationId: UNREAD }), {}, "unknown", /could not be read/],
  ["a user from Active Directory", user({ synced: true }), {}, "unknown", /Active Directory/],
  ["a person with the role", user({ name: "mia@contoso.com", server: null }), {}, "unknown", /does not tell/],
  ["…who wrote", user({ name: "mia@contoso.com", server: null, writes: wrote(DAY) }), {}, "active", /wrote/],
  [
    "an application of one's own",
    application({ id: "own", name: "Sync app", server: null }),
    {},
    "unknown",
    /does not tell/,
  ],
  // In use
  ["Graph names it", user(), { exportedBy: fact("SYNC_old_AAAAAAAAAAAA@contoso.com") }, "active", /last export/],
  [
    "the active server, in other case, with domain",
    user(),
    { activeServer: fact("old.contoso.com") },
    "active",
    /OLD/i,
  ],
  [
    "the active server, Health dead",
    application({ enabled: fact(false) }),
    { ...NEW_DEAD, exportedBy: fact(null) },
    "active",
    /NEW/,
  ],
  // The user of a server that moved to its application
  ["superseded after a day", ...moved(DAY), "superseded", /application ConnectSyncProvisioning_NEW_/],
  ["not a moment before", ...moved(DAY - 1), "standby", /goes back to this user/],
  ["it wrote after the application had begun", ...moved(3 * DAY, { writes: wrote(2 * DAY) }), "active", /NEW/],
  ["it signed in after that", ...moved(3 * DAY, { lastSignIn: fact(ago(2 * DAY)) }), "active", /NEW/],
  ["it wrote before that", ...moved(3 * DAY, { writes: wrote(5 * DAY, 4 * DAY) }), "superseded", /NEW/],
  ["the application writes no more: its server may have gone back to it", ...faded(null), "active", /NEW/],
  ["…but Graph names it for the last export", ...faded(active().name), "superseded", /NEW/],
  ["no P1", ...moved(3 * DAY, { lastSignIn: UNREAD }), "superseded", /NEW/],
  ["its writes unread", ...moved(3 * DAY, { writes: UNREAD }), "unknown", /could not be read/],
  [
    "the application of another installation of that name",
    ...moved(3 * DAY, { installation: "cccccccccccc" }),
    "standby",
    /another installation/,
  ],
  // What decides is not known
  ["active server unknown", user(), { activeServer: UNREAD, exportedBy: UNREAD }, "unknown", /Which server/],
  ["active server not sure", user(), { activeServer: fact(null) }, "unknown", /not sure/],
  ["enabled unread", user({ enabled: UNREAD }), {}, "unknown", /enabled/],
  ["writes unread", user({ writes: UNREAD }), {}, "unknown", /wrote/],
  ["Health unread", user(), { health: UNREAD }, "unknown", /Connect Health/],
  ["sign-ins unread", user({ lastSignIn: UNREAD }), {}, "unknown", /signed in/],
  ["sign-ins unread, disabled", user({ lastSignIn: UNREAD, enabled: fact(false) }), {}, "decommissioned", /stale/],
  [
    "log read back for three days only",
    user({ writes: wrote(undefined, undefined, 3 * DAY) }),
    {},
    "unknown",
    /only since/,
  ],
  // Standing by
  ["wrote a week ago to the moment", user({ writes: wrote(7 * DAY) }), {}, "standby", /wrote/],
  ["wrote before that", user({ writes: wrote(7 * DAY + 1) }), {}, "decommissioned", /stale/],
  [
    "wrote at no time",
    user({ writes: fact({ since: ago(8 * DAY), first: null, last: "soon", turnSince: null }) }),
    {},
    "standby",
    /wrote/,
  ],
  ["wrote in the future", user({ writes: wrote(-DAY) }), {}, "standby", /wrote/],
  ["signed in a week ago", user({ lastSignIn: fact(ago(7 * DAY)) }), {}, "standby", /signed in/],
  ["signed in before that", user({ lastSignIn: fact(ago(7 * DAY + 1)) }), {}, "decommissioned", /stale/],
  ["signed in at no time", user({ lastSignIn: fact("yesterday") }), {}, "standby", /signed in/],
  ...(["live", "staging", "unknown"] as const).map(
    (verdict): Row => [
      `Health: ${verdict} besides a stale entry`,
      user(),
      { health: fact([witness("NEW", "live"), witness("OLD", "stale"), witness("old.contoso.com", verdict)]) },
      "standby",
      new RegExp(verdict),
    ],
  ),
  // Gone
  ...(["stale", "disabled", "never-reported"] as const).map(
    (verdict): Row => [
      `Health: ${verdict}`,
      user(),
      { health: fact([witness("OLD", verdict)]) },
      "decommissioned",
      new RegExp(verdict),
    ],
  ),
  ["an application, too", application({ server: "OLD" }), {}, "decommissioned", /OLD as stale/],
  [
    "not in Health, the active one is, and it signed in long ago",
    user({ lastSignIn: fact(ago(30 * DAY)) }),
    { health: fact([witness("NEW", "live")]) },
    "orphan",
    /knows no server OLD/,
  ],
  [
    "not in Health, and no sign-in of it is known",
    user(),
    { health: fact([witness("NEW", "live")]) },
    "unknown",
    /being installed/,
  ],
  [
    "not in Health, no sign-in is known, and it is disabled",
    user({ enabled: fact(false) }),
    { health: fact([witness("NEW", "live")]) },
    "orphan",
    /knows no server OLD/,
  ],
  ["Health is empty", user(), { health: fact([]) }, "unknown", /not even the active/],
  [
    "the active one is stale there",
    user(),
    { health: fact([witness("NEW", "stale")]) },
    "unknown",
    /not even the active/,
  ],
  ["neither role nor app role", user({ roleIds: [] }), {}, "unknown", /neither/],
  ["neither, sign-ins unread", user({ roleIds: [], lastSignIn: UNREAD }), {}, "unknown", /signed in/],
  ["neither, but it signed in", user({ roleIds: [], lastSignIn: fact(ago(DAY)) }), {}, "standby", /signed in/],
])("%s", (_, identity, change, expected, because) => {
  const judged = judgedOf(identity, change);
  expect(judged.class).toBe(expected);
  expect(judged.because).toMatch(because);
  if (expected === "unknown") expect(judged.remedy).not.toBe("");
});

test("no application supersedes a user that is disabled, another tenant's, or writes at times that cannot be", () => {
  for (const change of [
    { enabled: fact(false) },
    { enabled: UNREAD },
    { ownTenant: fact(false) },
    { writes: UNREAD },
    { writes: wrote() },
    { writes: fact({ since: ago(8 * DAY), first: "0", last: "never", turnSince: null }) },
    { writes: wrote(-2 * DAY, -2 * DAY) },
  ]) {
    const own = user({ server: "NEW", installation: NEW_HEX });
    const judged = judgedOf(own, { identities: [active({ writes: wrote(3 * DAY, HOUR), ...change }), own] });
    expect(judged.class, JSON.stringify(change)).toBe("active");
  }
});

test("of two installations of one name, the one that does nothing stands by, and both stay in a quiet tenant", () => {
  const [one, other] = [
    user({ server: "NEW", installation: NEW_HEX, writes: wrote(2 * DAY, HOUR) }),
    user({ server: "NEW", installation: "cccccccccccc" }),
  ];
  const quiet = { exportedBy: UNREAD, at: AT };
  const classes = (identities: readonly IdentityFacts[]) =>
    classify(fleet([], { ...quiet, identities })).map((judged) => judged.class);
  expect(classes([one, other])).toEqual(["active", "standby"]);
  expect(classes([{ ...one, writes: wrote() }, other])).toEqual(["active", "active"]);
  const garbled = fact({ since: ago(8 * DAY), first: null, last: "9999-99-99", turnSince: null });
  expect(classes([{ ...one, writes: garbled }, other])).toEqual(["active", "active"]);
});
