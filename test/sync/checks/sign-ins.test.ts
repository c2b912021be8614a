// SYNC-020 and SYNC-021: what the sign-in log says of the sync identities.
import { describe, expect, test } from "vitest";
import type { IdentityView } from "../../../src/sync/judged.js";
import type { IdentitySignIns } from "../../../src/tenant/sync-sign-ins.js";
import { ago, type Change, DAY, fact, findingOf, IDENTITY, MINUTE, refused, synced } from "../healthy-snapshot.js";

type Row = readonly [string, Change, string, string?];

const OTHER: IdentityView = { ...IDENTITY, id: "u-2", name: "Sync_AADC-OLD_0123456789ab", server: "AADC-OLD" };
const NONE = { seen: 0, newest: null, codes: [], addresses: [], legacyTls: null };

/** What the log says of the identity of AADC-NEW, and of AADC-OLD's. */
function log(...all: readonly Partial<IdentitySignIns>[]): Change {
  return {
    identities: fact([IDENTITY, OTHER].slice(0, all.length)),
    signIns: fact({
      since: ago(DAY),
      complete: true,
      identities: all.map((own, index) => ({ identityId: `u-${index + 1}`, ...NONE, ...own })),
    }),
  };
}

/** The newest first. */
const coming = (...codes: readonly (number | null)[]): Partial<IdentitySignIns> => ({
  seen: codes.length,
  newest: { at: ago(10 * MINUTE), errorCode: codes[0] ?? null, ip: "203.0.113.5" },
  codes: [...new Set(codes)].flatMap((code) =>
    code === null ? [] : [{ code, count: codes.filter((one) => one === code).length }],
  ),
});
const none = { activeServer: fact({ state: "none", last: null, lastSync: null } as const) };
const cloudSync = { identities: fact([{ ...IDENTITY, kind: "cloud-sync" } as const]) };
const OLD = synced({ lastSync: ago(DAY) });
const bound = (own: Partial<IdentityView>): Change => ({
  ...log(coming(53003)),
  identities: fact([{ ...IDENTITY, ...own }]),
});
const notOurs: readonly Row[] = [
  ["no licence", { premium: false, signIns: refused() }, "not-applicable"],
  ["nobody synchronises", { identities: fact([]), signIns: refused() }, "not-applicable"],
  ["only Cloud Sync synchronises", cloudSync, "not-applicable"],
  ["the tenant is not synchronised", synced({ syncEnabled: null }), "not-applicable"],
  ["whether there is a licence is not told", { premium: null }, "pass"],
  ["the log is refused", { signIns: refused() }, "unknown"],
  ["the log is refused, the licence is not told", { premium: null, signIns: refused() }, "unknown"],
  ["who synchronises is refused", { identities: refused() }, "unknown"],
];

const named = ([what, change, result, severity]: Row) => ({ what, change, result, severity });

function holds(id: string, rows: readonly Row[]): void {
  test.each([...notOurs, ...rows].map(named))(`${id}: $what`, ({ change, result, severity }) => {
    const finding = findingOf(id, change);
    expect([finding.result, finding.result === "fail" ? finding.severity : undefined]).toEqual([result, severity]);
    if (result === "fail") expect(finding.remedy).not.toBe("");
  });
}

describe("what came of them", () => {
  holds("SYNC-020", [
    ["all succeeded", log(coming(0, 0)), "pass"],
    ["the newest failed", log(coming(50126, 0)), "fail", "error"],
    ["the newest succeeded, earlier ones failed", log(coming(0, 50126)), "fail", "info"],
    ["none of the active server was seen, one of another was", log({}, coming(0)), "unknown"],
    ["another server's newest failed", log(coming(0), coming(50057)), "fail", "warning"],
    [
      "another's failed, nobody is active, cycles end",
      { ...log(coming(0), coming(50057)), ...none },
      "fail",
      "warning",
    ],
    [
      "another's failed, nobody is active, no cycle ends",
      { ...log(coming(0), coming(50057)), ...none, ...OLD },
      "fail",
      "error",
    ],
    [
      "another's failed, who is active is not known, no cycle ends",
      { ...log(coming(0), coming(50057)), activeServer: refused(), ...OLD },
      "fail",
      "error",
    ],
    ["a policy refused it, and binds it no more", log(coming(53003)), "fail", "info"],
    ["a policy refused it, and binds it", bound({ boundBy: ["MFA"] }), "fail", "error"],
    ["a policy refused it, and may bind it", bound({ perhapsBoundBy: ["MFA"] }), "fail", "error"],
    ["a policy refused an application", bound({ kind: "application" }), "fail", "error"],
    ["none was seen", log({}), "unknown"],
    ["none was seen of any", log({}, {}), "unknown"],
    ["none was seen, another's failed", log({}, coming(50057)), "fail", "warning"],
    ["what came of the newest is not told", log(coming(null, 0)), "unknown"],
    ["what came of the newest is not told, another's failed", log(coming(null), coming(50057)), "fail", "warning"],
  ]);

  test("tells the code, how often, when and from where", () => {
    const { evidence } = findingOf("SYNC-020", log(coming(50126, 50126)));
    expect(evidence).toContain(`${IDENTITY.name}: AADSTS50126 (`);
    expect(evidence).toMatch(/, 2 times, last at \S+ from 203\.0\.113\.5$/);
  });

  test.each([
    [50076, /aadc-cloud mfa-exclusion status/],
    [53003, /aadc-cloud mfa-exclusion status/],
    [50057, /disabled: enable it/],
    [50126, /Add-ADSyncAADServiceAccount/],
    [700027, /cloned machine/],
    [7000222, /certificate has run out/],
    [999999, /Look the code up/],
  ])("%i says what to do", (code, remedy) => {
    const identities = fact([{ ...IDENTITY, boundBy: ["MFA"] }]);
    expect(findingOf("SYNC-020", { ...log(coming(code)), identities }).remedy).toMatch(remedy);
  });
});

describe("how they were made", () => {
  const tls = (legacyTls: number | null) => ({ ...coming(0), legacyTls });
  holds("SYNC-021", [
    ["none used it", log(tls(0)), "pass"],
    ["some used it", log(tls(2)), "fail", "warning"],
    ["another server's used it", log(tls(0), tls(1)), "fail", "warning"],
    ["another server's used it, of this one it is not told", log(tls(null), tls(1)), "fail", "warning"],
    ["none was seen", log({}), "unknown"],
    ["how they were made is not told", log(tls(null)), "unknown"],
  ]);

  test("names who, and how often", () => {
    expect(findingOf("SYNC-021", log(tls(3), tls(0))).evidence).toBe(`${IDENTITY.name}: 3 sign-ins`);
  });
});
