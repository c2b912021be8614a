// What each check says of a tenant in which one thing differs from a healthy one.

import {
  ago,
  type Change,
  DAY,
  exported,
  fact,
  HEALTH,
  IDENTITY,
  MINUTE,
  refused,
  SETTINGS,
  synced,
} from "./healthy-snapshot.js";

const never = synced({ syncEnabled: null, lastSync: null });
const nobody = fact({ state: "none", last: "AADC-OLD", lastSync: ago(DAY) } as const);
const active = (server: string) => ({ activeServer: fact({ state: "known", server } as const) });
const ambiguous = fact({ state: "ambiguous", reason: "Two servers." } as const);

type Row = readonly [string, string, Change, string, string?];
const ROWS: readonly Row[] = [
  ["SYNC-001", "was switched off", synced({ syncEnabled: false }), "fail", "error"],
  ["SYNC-001", "never was", never, "fail", "error"],

  ["SYNC-002", "never ended", synced({ lastSync: null }), "fail", "error"],
  ["SYNC-002", "is no time", synced({ lastSync: "yesterday" }), "unknown"],
  ["SYNC-002", "is off", never, "not-applicable"],

  ["SYNC-003", "nobody is active", { activeServer: nobody }, "fail", "error"],
  ["SYNC-003", "signals disagree", { activeServer: ambiguous }, "unknown"],
  ["SYNC-003", "is another one than expected", { expectedServer: "AADC-OLD" }, "fail", "error"],
  ["SYNC-003", "is the expected one, with its domain", { expectedServer: "aadc-new.contoso.local" }, "pass"],
  ["SYNC-003", "cannot be told, one is expected", { activeServer: refused(), expectedServer: "AADC-NEW" }, "unknown"],
  ["SYNC-003", "is not looked for without synchronisation", { ...never, activeServer: nobody }, "not-applicable"],
  ["SYNC-003", "is expected all the same", { ...never, activeServer: nobody, expectedServer: "A" }, "fail", "error"],

  ["SYNC-004", "was stopped", exported({ clientVersion: "1.6.16.0" }), "fail", "error"],
  ["SYNC-004", "was recalled", exported({ clientVersion: "2.6.79.0" }), "fail", "error"],
  ["SYNC-004", "is out of support", exported({ clientVersion: "2.5.79.0" }), "fail", "warning"],
  ["SYNC-004", "is newer than the table", exported({ clientVersion: "2.7.1.0" }), "fail", "info"],
  ["SYNC-004", "is not in the table", exported({ clientVersion: "2.6.50.0" }), "unknown"],
  ["SYNC-004", "is no version", exported({ clientVersion: "the newest" }), "unknown"],
  ["SYNC-004", "is not told", exported({ clientVersion: null }), "unknown"],
  ["SYNC-004", "has no synchronisation object", { lastExport: fact(null) }, "unknown"],

  ["SYNC-005", "there is none", { identities: fact([]) }, "fail", "error"],
  ["SYNC-005", "is Cloud Sync's only", { identities: fact([{ ...IDENTITY, kind: "cloud-sync" }]) }, "fail", "error"],
  ["SYNC-005", "is disabled", { identities: fact([{ ...IDENTITY, enabled: false }]) }, "fail", "error"],
  ["SYNC-005", "is an application", { identities: fact([{ ...IDENTITY, kind: "application" }]) }, "pass"],
  [
    "SYNC-005",
    "the active server's own is disabled, another's is not",
    {
      identities: fact([
        { ...IDENTITY, enabled: false },
        { ...IDENTITY, name: "Sync_OLD", server: "OLD" },
      ]),
    },
    "fail",
    "error",
  ],

  [
    "SYNC-005",
    "the active server's own, with its domain, is disabled, another's is not",
    {
      ...active("aadc-new.contoso.local"),
      identities: fact([
        { ...IDENTITY, enabled: false },
        { ...IDENTITY, name: "Sync_OLD", server: "OLD" },
      ]),
    },
    "fail",
    "error",
  ],
  [
    "SYNC-005",
    "another server's is disabled, the active server's own is not",
    { identities: fact([{ ...IDENTITY, name: "Sync_OLD", server: "OLD", enabled: false }, IDENTITY]) },
    "pass",
  ],
  [
    "SYNC-005",
    "another server's is disabled, of the active server's own it is not told",
    {
      identities: fact([
        { ...IDENTITY, name: "Sync_OLD", server: "OLD", enabled: false },
        { ...IDENTITY, enabled: null },
        { ...IDENTITY, name: "Sync_THIRD", server: "THIRD" },
      ]),
    },
    "unknown",
  ],
  [
    "SYNC-005",
    "one of two is disabled, and the active server is not known",
    {
      activeServer: refused(),
      identities: fact([
        { ...IDENTITY, enabled: false },
        { ...IDENTITY, name: "Sync_OLD", server: "OLD" },
      ]),
    },
    "unknown",
  ],
  ["SYNC-005", "none is disabled, and the active server is not known", { activeServer: refused() }, "pass"],
  [
    "SYNC-005",
    "one of two is disabled, and neither is the active server's",
    {
      ...active("THIRD"),
      identities: fact([
        { ...IDENTITY, enabled: false },
        { ...IDENTITY, name: "Sync_OLD", server: "OLD" },
      ]),
    },
    "pass",
  ],
  ["SYNC-005", "is not told to be enabled", { identities: fact([{ ...IDENTITY, enabled: null }]) }, "unknown"],
  [
    "SYNC-005",
    "one is disabled, of the other it is not told, nobody is active",
    {
      activeServer: nobody,
      identities: fact([
        { ...IDENTITY, enabled: false },
        { ...IDENTITY, name: "Sync_OLD", server: "OLD", enabled: null },
      ]),
    },
    "unknown",
  ],
  [
    "SYNC-005",
    "is not told to be enabled, but an application that is enabled is there",
    {
      identities: fact([
        { ...IDENTITY, enabled: null },
        { ...IDENTITY, name: "App", kind: "application", enabled: true },
      ]),
    },
    "pass",
  ],
  [
    "SYNC-005",
    "of an application it is not told, either",
    { identities: fact([{ ...IDENTITY, name: "App", kind: "application", enabled: null }]) },
    "unknown",
  ],

  ["SYNC-006", "was 120 minutes ago", { lastPasswordSync: fact(ago(120 * MINUTE)) }, "pass"],
  ["SYNC-006", "was longer ago", { lastPasswordSync: fact(ago(120 * MINUTE + 1)) }, "fail", "warning"],
  ["SYNC-006", "never was", { lastPasswordSync: fact(null) }, "fail", "warning"],
  ["SYNC-006", "is no time", { lastPasswordSync: fact("yesterday") }, "unknown"],
  ["SYNC-006", "is off", { settings: fact({ ...SETTINGS, passwordSyncEnabled: false }) }, "not-applicable"],
  ["SYNC-006", "is not told to be on", { settings: fact({ ...SETTINGS, passwordSyncEnabled: null }) }, "unknown"],
  ["SYNC-006", "has no synchronisation object", { settings: fact(null) }, "unknown"],
  ["SYNC-006", "has nothing to do", never, "not-applicable"],

  ["SYNC-007", "a policy binds", { identities: fact([{ ...IDENTITY, boundBy: ["MFA"] }]) }, "fail", "error"],
  ["SYNC-007", "a policy may bind", { identities: fact([{ ...IDENTITY, perhapsBoundBy: ["MFA"] }]) }, "unknown"],
  [
    "SYNC-007",
    "binds and may bind",
    { identities: fact([{ ...IDENTITY, boundBy: ["A"], perhapsBoundBy: ["B"] }]) },
    "fail",
    "error",
  ],
  [
    "SYNC-007",
    "may bind an account of which it is not told whether it is on",
    { identities: fact([{ ...IDENTITY, enabled: null, perhapsBoundBy: ["B"] }]) },
    "unknown",
  ],
  [
    "SYNC-007",
    "only a disabled account is bound",
    { identities: fact([{ ...IDENTITY, enabled: false, boundBy: ["A"] }]) },
    "not-applicable",
  ],
  [
    "SYNC-007",
    "only an application synchronises",
    { identities: fact([{ ...IDENTITY, kind: "application" }]) },
    "not-applicable",
  ],

  ["SYNC-008", "is not offered", { healthNotOffered: "No licence.", health: refused() }, "not-applicable"],
  ["SYNC-008", "is not listed", { health: fact([]) }, "fail", "warning"],
  ["SYNC-008", "is listed and silent", { health: fact([{ ...HEALTH, verdict: "stale" }]) }, "fail", "warning"],
  ["SYNC-008", "is listed and cannot be judged", { health: fact([{ ...HEALTH, verdict: "unknown" }]) }, "unknown"],
  ["SYNC-008", "is listed twice, once alive", { health: fact([{ ...HEALTH, verdict: "stale" }, HEALTH]) }, "pass"],
  [
    "SYNC-008",
    "uploads as it was registered, in staging",
    { health: fact([{ ...HEALTH, verdict: "staging" }]) },
    "pass",
  ],
  ["SYNC-008", "is listed with its domain", { health: fact([{ ...HEALTH, name: "aadc-new.contoso.local" }]) }, "pass"],
  ["SYNC-008", "is active with its domain", active("AADC-NEW.contoso.local"), "pass"],
  [
    "SYNC-008",
    "only another server is listed",
    { health: fact([{ ...HEALTH, name: "AADC-NEW2.contoso.local" }]) },
    "fail",
    "warning",
  ],
  ["SYNC-008", "signals disagree", { activeServer: ambiguous }, "unknown"],
  ["SYNC-008", "nobody is active", { activeServer: nobody }, "not-applicable"],

  ["SYNC-009", "is not offered", { healthNotOffered: "No licence.", health: refused() }, "not-applicable"],
  [
    "SYNC-009",
    "an old entry is stale",
    { health: fact([HEALTH, { ...HEALTH, id: "h-2", verdict: "stale" }]) },
    "fail",
    "info",
  ],
  ["SYNC-009", "another one stands by", { health: fact([HEALTH, { ...HEALTH, verdict: "staging" }]) }, "pass"],
  ["SYNC-009", "an old entry is disabled", { health: fact([{ ...HEALTH, verdict: "disabled" }]) }, "fail", "info"],
  [
    "SYNC-009",
    "an entry cannot be judged",
    { health: fact([HEALTH, { ...HEALTH, id: "h-2", verdict: "unknown" }]) },
    "unknown",
  ],
  [
    "SYNC-009",
    "one entry is stale, another cannot be judged",
    {
      health: fact([
        { ...HEALTH, verdict: "unknown" },
        { ...HEALTH, id: "h-2", verdict: "stale" },
      ]),
    },
    "fail",
    "info",
  ],
  [
    "SYNC-009",
    "an entry never reported",
    { health: fact([{ ...HEALTH, verdict: "never-reported", lastUpload: null }]) },
    "fail",
    "info",
  ],
];

export const CASES = ROWS.map(([id, what, change, result, severity = "error"]) => ({
  id,
  what,
  change,
  result,
  severity,
}));
