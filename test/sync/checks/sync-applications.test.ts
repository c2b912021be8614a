// SYNC-014 to SYNC-017: the applications that synchronise, and Microsoft's own that they sign in to.
import { describe, expect, test } from "vitest";
import { known, unknown } from "../../../src/shapes/fact.js";
import type { IdentityView } from "../../../src/sync/judged.js";
import type { SyncApplicationState } from "../../../src/tenant/sync-applications.js";
import { ago, type Change, DAY, fact, findingOf, IDENTITY, MINUTE, NOW, refused, synced } from "../healthy-snapshot.js";

type Credentials = NonNullable<Extract<SyncApplicationState["credentials"], { state: "known" }>["value"]>;
type Row = readonly [string, Change, string, string?];

const NAME = "ConnectSyncProvisioning_AADC-NEW_0123456789ab";
const OTHER = "ConnectSyncProvisioning_AADC-OLD_0123456789ab";
const certificate = (startsBefore: number, endsAfter: number, keyId = "k-1") => ({
  keyId,
  start: ago(startsBefore),
  end: ago(-endsAfter),
});
const FRESH = certificate(10 * DAY, 80 * DAY);
const CREDENTIALS: Credentials = { certificates: [FRESH], secrets: 0, federated: 0, owners: [] };
const APPLICATION: IdentityView = { ...IDENTITY, id: "p-1", name: NAME, kind: "application" };
const STATE: SyncApplicationState = {
  principalId: "p-1",
  displayName: NAME,
  appId: "a-1",
  enabled: true,
  credentials: fact(CREDENTIALS),
  passwordWriteback: fact([]),
};
const NEVER = synced({ syncEnabled: null, lastSync: null });

/** Applications with these credentials, the first of them of AADC-NEW, the second of AADC-OLD. */
function having(...all: readonly (Partial<Credentials> | SyncApplicationState["credentials"])[]): Change {
  const named = all.map((own, index) => {
    const [id, name, server] = index === 0 ? ["p-1", NAME, "AADC-NEW"] : [`p-${index + 1}`, OTHER, "AADC-OLD"];
    const credentials = "state" in own ? own : fact({ ...CREDENTIALS, ...own });
    return { id, name, server, credentials };
  });
  return {
    identities: fact(named.map(({ id, name, server }) => ({ ...APPLICATION, id, name, server }))),
    syncApplications: fact(named.map(({ id, name }) => ({ principalId: id, displayName: name }))),
    applicationStates: fact(
      named.map(({ id, name, credentials }) => ({ ...STATE, principalId: id, displayName: name, credentials })),
    ),
  };
}

const nobody = { activeServer: fact({ state: "none", last: null, lastSync: null } as const) };
const notInTenant = known(null, { request: "GET /somewhere", at: ago(0) });
const notTold = unknown<never>("It was refused.", "Grant it.");

const named = ([what, change, result, severity]: Row) => ({ what, change, result, severity });

function holds(id: string, rows: readonly Row[]): void {
  test.each(rows.map(named))(`${id}: $what`, ({ change, result, severity }) => {
    const finding = findingOf(id, change);
    expect([finding.result, finding.result === "fail" ? finding.severity : undefined]).toEqual([result, severity]);
    if (result === "fail" || result === "unknown") expect(finding.remedy).not.toBe("");
  });
}

describe("certificates", () => {
  const due = { certificates: [certificate(64 * DAY, 26 * DAY)] };
  const ended = { certificates: [certificate(91 * DAY, -DAY)] };
  holds("SYNC-014", [
    ["no application", {}, "not-applicable"],
    ["fresh", having({}), "pass"],
    ["fresh, in a tenant that is not synchronised", { ...having({}), ...NEVER }, "pass"],
    ["70 % of its life are over, to the day", having({ certificates: [certificate(63 * DAY, 27 * DAY)] }), "pass"],
    ["more than 70 % are over", having(due), "fail", "warning"],
    ["more than 70 % are over, a later one is there", having({ certificates: [FRESH, ...due.certificates] }), "pass"],
    ["7 days are left", having({ certificates: [certificate(83 * DAY, 7 * DAY)] }), "fail", "warning"],
    ["less than 7 days are left", having({ certificates: [certificate(83 * DAY, 7 * DAY - 1)] }), "fail", "error"],
    ["it has ended", having(ended), "fail", "error"],
    ["it ends now", having({ certificates: [certificate(90 * DAY, 0)] }), "fail", "error"],
    ["one has ended, a later one is there", having({ certificates: [...ended.certificates, FRESH] }), "pass"],
    ["there is none", having({ certificates: [] }), "fail", "error"],
    ["another server's has ended", having({}, ended), "fail", "warning"],
    ["another server's application has none", having({}, { certificates: [] }), "fail", "warning"],
    ["another's has ended, nobody is active", { ...having({}, ended), ...nobody }, "fail", "error"],
    [
      "another's has ended, who is active is not known",
      { ...having({}, ended), activeServer: refused() },
      "fail",
      "error",
    ],
    ["another's has ended, whose it is is not known", { ...having({}, ended), identities: refused() }, "fail", "error"],
    [
      "it has ended, and belongs to no server that one knows",
      { ...having(ended), identities: fact([{ ...APPLICATION, server: null }]) },
      "fail",
      "error",
    ],
    ["when it ends is not told", having({ certificates: [{ ...FRESH, end: null }] }), "unknown"],
    ["when one ends is not told", having({ certificates: [FRESH, { ...FRESH, end: "soon" }] }), "unknown"],
    ["when it begins is not told", having({ certificates: [{ ...FRESH, start: null }] }), "unknown"],
    ["the application is not in this tenant", having(notInTenant), "unknown"],
    ["it is refused", having(notTold), "unknown"],
    ["one is refused, another has ended", having(ended, notTold), "fail", "error"],
    ["one is refused, another is fresh", having({}, notTold), "unknown"],
    ["not all were looked at", { ...having({}, {}), applicationStates: fact([STATE]) }, "unknown"],
    ["which there are is refused", { ...having(ended), syncApplications: refused() }, "unknown"],
    ["what they have is refused", { ...having({}), applicationStates: refused() }, "unknown"],
  ]);

  test("says of which application, and when", () => {
    const { evidence } = findingOf("SYNC-014", having({ certificates: [certificate(89 * DAY, 30 * MINUTE)] }));
    expect(evidence).toContain(NAME);
    expect(evidence).toContain(new Date(NOW + 30 * MINUTE).toISOString());
  });
});

describe("several of one server", () => {
  const of = (...servers: readonly (string | null)[]): Change => ({
    identities: fact(
      servers.map((server, index) => ({ ...APPLICATION, id: `p-${index}`, name: `App${index}`, server })),
    ),
  });
  holds("SYNC-015", [
    ["only a user", {}, "not-applicable"],
    ["none at all", { identities: fact([]) }, "not-applicable"],
    ["one", of("A"), "pass"],
    ["one each", of("A", "B"), "pass"],
    ["two without a server", of(null, null), "pass"],
    ["a user and an application of one server", { identities: fact([IDENTITY, APPLICATION]) }, "pass"],
    ["two of one", of("A", "B", "a"), "fail", "warning"],
    ["two of one, without synchronisation", { ...of("A", "A"), ...NEVER }, "fail", "warning"],
    ["refused", { identities: refused() }, "unknown"],
  ]);

  test("names those of that server alone", () => {
    expect(findingOf("SYNC-015", of("A", "B", "A")).evidence).toBe("App0, App2");
  });
});

describe("takeover", () => {
  const three = [FRESH, FRESH, FRESH];
  holds("SYNC-016", [
    ["no application", {}, "not-applicable"],
    ["one certificate", having({}), "pass"],
    ["two, while one is renewed", having({ certificates: [FRESH, FRESH] }), "pass"],
    ["three", having({ certificates: three }), "fail", "warning"],
    ["an owner", having({ owners: ["eve@contoso.com"] }), "fail", "warning"],
    ["a secret", having({ secrets: 1 }), "fail", "error"],
    ["another issuer", having({ federated: 1 }), "fail", "error"],
    ["all of it", having({ certificates: three, owners: ["eve"], secrets: 2, federated: 2 }), "fail", "error"],
    ["another server's has a secret", having({}, { secrets: 1 }), "fail", "error"],
    ["an owner, without synchronisation", { ...having({ owners: ["eve"] }), ...NEVER }, "fail", "warning"],
    ["the application is not in this tenant", having(notInTenant), "fail", "error"],
    ["refused", having(notTold), "unknown"],
    ["one is refused, another has a secret", having({ secrets: 1 }, notTold), "fail", "error"],
    ["one is refused, another is clean", having({}, notTold), "unknown"],
    ["not all were looked at", { ...having({}, {}), applicationStates: fact([STATE]) }, "unknown"],
    ["which there are is refused", { ...having({ secrets: 1 }), syncApplications: refused() }, "unknown"],
    ["what they have is refused", { ...having({}), applicationStates: refused() }, "unknown"],
  ]);

  test("says what each has", () => {
    const { evidence } = findingOf("SYNC-016", having({ secrets: 1, owners: ["eve@contoso.com"] }, { federated: 2 }));
    expect(evidence).toBe(`${NAME}: 1 client secret, owned by eve@contoso.com; ${OTHER}: 2 federated credentials`);
  });
});

describe("Microsoft's own", () => {
  const absent = { syncService: fact(null) };
  holds("SYNC-017", [
    ["enabled", {}, "pass"],
    ["disabled", { syncService: fact({ enabled: false }) }, "fail", "error"],
    ["disabled, without synchronisation", { syncService: fact({ enabled: false }), ...NEVER }, "fail", "error"],
    ["absent, users synchronise", absent, "pass"],
    ["absent, an application is to synchronise", { ...absent, ...having({}) }, "fail", "error"],
    ["absent, nothing is synchronised", { ...absent, ...NEVER }, "not-applicable"],
    ["whether it is enabled is not told", { syncService: fact({ enabled: null }) }, "unknown"],
    ["refused", { syncService: refused() }, "unknown"],
    ["absent, who synchronises is refused", { ...absent, identities: refused() }, "unknown"],
    ["absent, which applications there are is refused", { ...absent, syncApplications: refused() }, "unknown"],
  ]);

  test("absent: users do not need it", () => {
    expect(findingOf("SYNC-017", absent).evidence).toContain("not needed by legacy users");
  });
});
