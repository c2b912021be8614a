// Parity with a baseline: what differs fails, what is not told on either side is unknown, and without a baseline there is nothing.
import { describe, expect, test } from "vitest";
import { type Fact, unknown } from "../../../src/shapes/fact.js";
import { type Check, runCheck } from "../../../src/sync/checks/check.js";
import { domains } from "../../../src/sync/checks/domains.js";
import { features } from "../../../src/sync/checks/features.js";
import { hardMatch } from "../../../src/sync/checks/hard-match.js";
import { passwordWriteback } from "../../../src/sync/checks/password-writeback.js";
import { sourceAnchor } from "../../../src/sync/checks/source-anchor.js";
import type { Snapshot } from "../../../src/sync/snapshot.js";
import type { DomainState } from "../../../src/tenant/domains.js";
import type { SyncApplicationState } from "../../../src/tenant/sync-applications.js";
import type { LastExport, SyncSettings } from "../../../src/tenant/synchronization.js";
import { EXPORT, fact, judgedOf, ORGANIZATION, refused, snapshotOf } from "../healthy-snapshot.js";

type Part = Partial<Snapshot>;
type Row = readonly [what: string, before: Part | null, now: Part, expected: string, evidence?: string];

const told = (check: Check, before: Part | null, now: Part) => {
  const baseline = before === null ? null : snapshotOf(before);
  const { result, severity, evidence, remedy } = runCheck(check, judgedOf({ ...now, baseline }));
  return { outcome: result === "fail" ? `${result}/${severity}` : result, evidence, remedy };
};

function holds(check: Check, rows: readonly Row[]): void {
  test.each(rows.map(([what, ...row]) => ({ what, row })))(
    "$what",
    ({ row: [before, now, expected, evidence = ""] }) => {
      const finding = told(check, before, now);
      expect(finding).toMatchObject({ outcome: expected, evidence: expect.stringContaining(evidence) as string });
      expect(finding.remedy === "").toBe(!/^(?:fail|unknown)/.test(expected));
    },
  );
}

/** What every check of parity says alike. */
function alike(check: Check, slot: keyof Snapshot, part: Part): void {
  const off = { organization: fact({ ...ORGANIZATION, syncEnabled: null }) };
  holds(check, [
    ["has nothing to compare with", null, part, "not-applicable", "--baseline"],
    ["has nothing to compare with, nor what to compare", null, { [slot]: refused() }, "not-applicable"],
    ["is not asked of a tenant that is not synchronised", part, { ...part, ...off }, "not-applicable"],
    ["cannot be read", part, { [slot]: refused() }, "unknown", "It was refused."],
    [
      "could not be read when the baseline was taken",
      { [slot]: refused() },
      part,
      "unknown",
      "The baseline does not tell it",
    ],
  ]);
}

describe("features (SYNC-029)", () => {
  const of = (flags: Readonly<Record<string, boolean>>): Part => ({
    settings: fact<SyncSettings>({ passwordSyncEnabled: true, features: flags, deletionPrevention: null }),
  });
  const none: Part = { settings: fact(null) };
  const before = { blockSoftMatchEnabled: true, deviceWritebackEnabled: false, passwordSyncEnabled: true };
  alike(features, "settings", of(before));
  holds(features, [
    ["are the same", of(before), of(before), "pass", "All 2 features"],
    ["are the same, with one that is new", of(before), of({ ...before, newEnabled: true }), "pass"],
    [
      "leave password hash synchronisation to SYNC-006",
      of(before),
      of({ ...before, passwordSyncEnabled: false }),
      "pass",
    ],
    [
      "were switched off",
      of(before),
      of({ ...before, blockSoftMatchEnabled: false }),
      "fail/warning",
      "blockSoftMatchEnabled is off and was on",
    ],
    [
      "differ, and one is not told any more",
      of(before),
      of({ deviceWritebackEnabled: true }),
      "fail/warning",
      "deviceWritebackEnabled is on and was off",
    ],
    ["are not told any more", of(before), of({ deviceWritebackEnabled: false }), "unknown", "blockSoftMatchEnabled"],
    ["were not told", of({}), of(before), "unknown"],
    ["are not told on either side", of({}), of({}), "unknown"],
    ["have no synchronisation object", of(before), none, "unknown"],
    ["had no synchronisation object", none, of(before), "unknown"],
  ]);
});

describe("domains (SYNC-030)", () => {
  const domain = (name: string, authenticationType: string | null, isVerified: boolean | null = true): DomainState => ({
    name,
    authenticationType,
    isVerified,
    isDefault: false,
    isInitial: false,
  });
  const of = (...list: readonly DomainState[]): Part => ({ domains: fact(list) });
  const managed = domain("contoso.com", "Managed");
  const federated = domain("Contoso.com", "federated");
  const other = domain("fabrikam.com", "Managed");
  alike(domains, "domains", of(managed));
  holds(domains, [
    ["are the same", of(managed, other), of(other, managed), "pass", "All 2 domains"],
    ["are the same in other letters", of(managed), of(domain("CONTOSO.COM", "managed")), "pass"],
    ["were converted", of(federated), of(managed), "fail/error", "contoso.com is Managed and was federated"],
    ["were converted, and came", of(federated), of(managed, other), "fail/error"],
    ["came", of(managed), of(managed, other), "fail/info", "New since the baseline: fabrikam.com."],
    ["went", of(managed, other), of(managed), "fail/info", "Gone since the baseline: fabrikam.com."],
    ["differ where it is not verified", of(domain("contoso.com", "Federated", false)), of(managed), "pass"],
    [
      "differ where it is not told whether it is verified",
      of(domain("contoso.com", "Federated", null)),
      of(managed),
      "fail/error",
    ],
    ["do not tell any more", of(managed), of(domain("contoso.com", null)), "unknown", "contoso.com"],
    ["did not tell", of(domain("contoso.com", null)), of(managed), "unknown"],
    ["never tell", of(domain("contoso.com", null)), of(domain("contoso.com", null)), "unknown"],
  ]);
});

describe("password writeback (SYNC-031)", () => {
  const application = (displayName: string, roles: Fact<readonly string[]>): SyncApplicationState => ({
    principalId: displayName,
    displayName,
    appId: null,
    enabled: true,
    credentials: fact(null),
    passwordWriteback: roles,
  });
  const of = (...list: readonly SyncApplicationState[]): Part => ({ applicationStates: fact(list) });
  const having = application("OLD", fact(["PasswordWriteback.OffboardClient.All"]));
  const without = application("NEW", fact([]));
  const hidden = application("HIDDEN", unknown("Graph refused it.", "Grant it."));
  const legacy = of();
  alike(passwordWriteback, "applicationStates", of(having));
  holds(passwordWriteback, [
    ["is there", of(having), of(without, having), "pass", "OLD"],
    ["is there since", of(without), of(having), "pass"],
    ["is gone", of(having), of(without), "fail/warning", "In the baseline OLD could"],
    ["never was", of(without), of(without), "pass"],
    ["may be hidden", of(having), of(without, hidden), "unknown", "Graph refused it."],
    ["may have been hidden", of(hidden), of(without), "unknown", "The baseline does not tell it"],
    ["was there beside what was hidden", of(hidden, having), of(without), "fail/warning"],
    ["cannot be seen of legacy users", legacy, legacy, "unknown", "Legacy users"],
    ["could not be seen of legacy users", legacy, of(without), "unknown", "Legacy users"],
    ["cannot be seen any more", of(having), legacy, "unknown"],
    ["came with the applications", legacy, of(having), "pass"],
  ]);
});

describe("source anchor (SYNC-032)", () => {
  const of = (anchorAttribute: string | null): Part => ({
    lastExport: fact<LastExport>({ ...EXPORT, anchorAttribute }),
  });
  const guid = of("mS-DS-ConsistencyGuid");
  alike(sourceAnchor, "lastExport", guid);
  holds(sourceAnchor, [
    ["is the same", guid, of("ms-ds-consistencyguid"), "pass"],
    [
      "is another one",
      of("objectGUID"),
      guid,
      "fail/error",
      "is mS-DS-ConsistencyGuid; in the baseline it was objectGUID",
    ],
    ["is not told", guid, of(null), "unknown", "Graph does not tell the source anchor."],
    ["is empty", guid, of(""), "unknown"],
    ["was not told", of(null), guid, "unknown"],
    ["has no synchronisation object", guid, { lastExport: fact(null) }, "unknown"],
  ]);
});

describe("hard match (SYNC-033)", () => {
  const of = (flags: Readonly<Record<string, boolean>>): Part => ({
    settings: fact<SyncSettings>({ passwordSyncEnabled: true, features: flags, deletionPrevention: null }),
  });
  const FLAG = "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled";
  const off = { organization: fact({ ...ORGANIZATION, syncEnabled: false }) };
  holds(hardMatch, [
    ["is left open", null, of({ [FLAG]: true }), "fail/warning", FLAG],
    ["is closed", null, of({ [FLAG]: false }), "pass"],
    ["is not told", null, of({ blockSoftMatchEnabled: true }), "unknown", FLAG],
    ["cannot be read", null, { settings: refused() }, "unknown", "It was refused."],
    ["has no synchronisation object", null, { settings: fact(null) }, "unknown"],
    ["does not matter", null, { ...of({ [FLAG]: true }), ...off }, "not-applicable"],
  ]);
});
