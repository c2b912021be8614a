import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/shapes/finding.js";
import { fingerprintOfError, fingerprintText } from "../../src/shapes/fingerprints.js";
import type { ActiveServer } from "../../src/sync/active-server.js";
import { listen } from "../../src/sync/silence.js";
import type { Snapshot } from "../../src/sync/snapshot.js";
import { look, type Sight } from "../../src/sync/transitions.js";
import { judgeCondition, type SightCondition } from "../../src/sync/wait-conditions.js";
import { EXPORT, fact, MINUTE, NOW, ORGANIZATION, refused, snapshotOf } from "./healthy-snapshot.js";

const FINDING: Finding = {
  id: "SYNC-001",
  title: "Directory synchronisation",
  severity: "error",
  result: "pass",
  evidence: "It is on.",
  remedy: "",
  doc: "",
};

const ERRORS_OF_NONE = { total: 0, causes: [], first: [], fingerprints: "", unread: [] };

function sight(
  change: Partial<Snapshot> = {},
  active: ActiveServer | null = known("AADC-NEW"),
  finding = FINDING,
): Sight {
  const snapshot = { ...snapshotOf(), ...change };
  return { snapshot, activeServer: active === null ? refused() : fact(active), findings: [finding] };
}

function known(server: string): ActiveServer {
  return { state: "known", server };
}

function errors(...objects: readonly string[]): Partial<Snapshot> {
  const list = BigUint64Array.from(objects.map((id) => fingerprintOfError({ objectId: id, property: "", value: "" })));
  const value = { total: objects.length, causes: [], first: [], fingerprints: fingerprintText([list]), unread: [] };
  return { provisioningErrors: fact(value) };
}

/** What is told at the last of these looks. */
function told(...sights: readonly Sight[]): readonly (readonly [string, string])[] {
  let memory: Parameters<typeof look>[0] = null;
  let last: ReturnType<typeof look>["transitions"] = [];
  for (const one of sights) ({ memory, transitions: last } = look(memory, one));
  return last.map(({ kind, text }) => [kind, text]);
}

const exporting = (machineName: string, clientVersion = "2.6.92.0") => ({
  lastExport: fact({ ...EXPORT, machineName, clientVersion }),
});
const unread = { objectType: "contact", reason: "It was refused.", remedy: "" } as const;

describe("transitions", () => {
  test.each<[string, readonly Sight[], readonly string[]]>([
    ["the first look", [sight()], []],
    ["the same again", [sight(), sight()], []],
    ["another server", [sight({}, known("AADC-OLD")), sight()], ["active-server"]],
    ["the same server with its domain", [sight({}, known("aadc-new.contoso.com")), sight()], []],
    ["none any more", [sight(), sight({}, { state: "none", last: null, lastSync: null })], ["active-server"]],
    ["not readable in between", [sight(), sight({}, null), sight()], []],
    ["another one after that", [sight({}, known("AADC-OLD")), sight({}, null), sight()], ["active-server"]],
    ["a first export", [sight(exporting("AADC-OLD")), sight()], ["first-export"]],
    ["a second export", [sight(exporting("AADC-OLD")), sight(), sight(exporting("AADC-OLD"))], []],
    ["another version", [sight(exporting("AADC-NEW", "2.5.79.0")), sight()], ["version"]],
    ["a version that is not told", [sight(), sight({ lastExport: refused() }), sight()], []],
    ["new errors", [sight(errors("a")), sight(errors("a", "b"))], ["new-errors"]],
    ["as many errors, others", [sight(errors("a")), sight(errors("b"))], ["new-errors", "errors-gone"]],
    ["errors that cannot be read", [sight(errors("a")), sight({ provisioningErrors: refused() })], []],
    [
      "errors of contacts that cannot be read",
      [sight(errors("a")), sight({ provisioningErrors: fact({ ...ERRORS_OF_NONE, unread: [unread] }) })],
      [],
    ],
    ["a fault", [sight(), sight({}, undefined, { ...FINDING, result: "fail" })], ["new-finding"]],
    ["open", [sight(), sight({}, undefined, { ...FINDING, result: "unknown" })], ["new-finding"]],
    ["mended", [sight({}, undefined, { ...FINDING, result: "fail" }), sight()], ["finding-gone"]],
    [
      "worse",
      [
        sight({}, undefined, { ...FINDING, result: "fail", severity: "info" }),
        sight({}, undefined, { ...FINDING, result: "fail" }),
      ],
      ["new-finding"],
    ],
    ["a cycle", [sight(), sight({ organization: synced(NOW) })], ["last-sync"]],
  ])("%s", (_, sights, kinds) => {
    expect(told(...sights).map(([kind]) => kind)).toEqual(kinds);
  });

  test("numbers and names are told", () => {
    expect(told(sight(errors("a", "b")), sight(errors("b", "c", "d")))).toEqual([
      ["new-errors", "2 new provisioning errors, 3 in all."],
      ["errors-gone", "Gone: 1 provisioning error, 3 in all."],
    ]);
    expect(told(sight({}, known("AADC-OLD")), sight())).toEqual([
      ["active-server", "AADC-NEW is the active server. Before: AADC-OLD is the active server."],
    ]);
  });
});

describe("conditions", () => {
  const since = NOW - 5 * MINUTE;
  test.each<[SightCondition, Sight, boolean]>([
    [{ kind: "active", server: "aadc-new" }, sight(), true],
    [{ kind: "active", server: "AADC-NEW" }, sight({}, { state: "confirmed", server: "AADC-NEW" }), true],
    [{ kind: "active", server: "AADC-OLD" }, sight(), false],
    [{ kind: "active", server: "AADC-NEW" }, sight({}, null), false],
    [{ kind: "active", server: "AADC-NEW" }, sight({}, { state: "ambiguous", reason: "Two." }), false],
    [{ kind: "version", version: "2.6.92.0" }, sight(), true],
    [{ kind: "version", version: "2.6.93" }, sight(), false],
    [{ kind: "version", version: "2.6" }, sight({ lastExport: fact(null) }), false],
    [{ kind: "version", version: "2.6" }, sight({ lastExport: refused() }), false],
    [{ kind: "synced" }, sight(), false],
    [{ kind: "synced" }, sight({ organization: synced(NOW - MINUTE) }), true],
    [{ kind: "synced" }, sight({ organization: synced(null) }), false],
    [{ kind: "password-synced" }, sight({ lastPasswordSync: fact(at(NOW - MINUTE)) }), true],
    [{ kind: "password-synced" }, sight({ lastPasswordSync: fact(at(since)) }), false],
    [{ kind: "password-synced" }, sight({ lastPasswordSync: fact("soon") }), false],
    [{ kind: "password-synced" }, sight({ lastPasswordSync: refused() }), false],
    [{ kind: "check", id: "SYNC-001" }, sight(), true],
    [{ kind: "check", id: "SYNC-001" }, sight({}, undefined, { ...FINDING, result: "unknown" }), false],
    [{ kind: "check", id: "SYNC-001" }, sight({}, undefined, { ...FINDING, result: "not-applicable" }), false],
    [{ kind: "check", id: "SYNC-002" }, sight(), false],
  ])("%j (%#)", (condition, one, holds) => {
    const held = judgeCondition(condition, one, since);
    expect(held.holds).toBe(holds);
    expect(held.evidence).not.toBe("");
  });
});

describe("silence", () => {
  const later = (minutes: number, change: Partial<Snapshot> = {}) =>
    ({ ...snapshotOf(), takenAt: at(NOW + minutes * MINUTE), ...change }) as Snapshot;
  const heard = (...snapshots: readonly Snapshot[]) => {
    let stillness: Parameters<typeof listen>[0] = null;
    return snapshots.map((one) => {
      const { silent, stillness: next } = listen(stillness, one);
      stillness = next;
      return silent;
    });
  };

  test("two intervals, told once, and anew after something moved", () => {
    const moved = { organization: synced(NOW + 70 * MINUTE) };
    expect(heard(later(0), later(60), later(61), later(62))).toEqual([[], [], ["sync", "exports"], []]);
    expect(heard(later(0), later(61), later(71, moved), later(140, moved))).toEqual([
      [],
      ["sync", "exports"],
      [],
      ["sync"],
    ]);
  });

  test("the tenant's own interval counts, and what cannot be read is no sign of life", () => {
    const slow = { lastExport: fact({ ...EXPORT, interval: "PT2H" }) };
    expect(heard(later(0, slow), later(239, slow), later(241, slow))).toEqual([[], [], ["sync", "exports"]]);
    const hidden = { lastExport: refused<never>() };
    expect(heard(later(0), later(30, hidden), later(61))).toEqual([[], [], ["sync", "exports"]]);
    expect(heard(later(0, hidden), later(61, hidden)).at(-1)).toContain("exports");
  });
});

function synced(time: number | null): Snapshot["organization"] {
  return fact({ ...ORGANIZATION, lastSync: time === null ? null : at(time) });
}

function at(time: number): string {
  return new Date(time).toISOString();
}
