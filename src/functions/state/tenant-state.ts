// What is remembered of a tenant from one look to the next.
import * as z from "zod";
import type { Alert } from "../../alerts/alert.js";
import { type AlertState, NOTHING_OPEN } from "../../alerts/alerting.js";
import { activeServer } from "../../report/verify-sync-schema.js";
import type { Memory } from "../../sync/transitions.js";

/** `error`: the tenant could not be checked. */
export type Verdict = "pass" | "fail" | "unknown" | "error";

/** An alert that is recorded, and that some channels have not taken yet. */
export interface Pending {
  readonly alert: Alert;
  /** Names of channels. */
  readonly channels: readonly string[];
}

export interface TenantState {
  /** How many looks were recorded. */
  readonly looks: number;
  /** What `look` compares with; null: nothing was seen yet. */
  readonly memory: Memory | null;
  readonly alerts: AlertState;
  readonly pending: readonly Pending[];
  /** Up to which schedule's moment each kind of work is done: a message that comes twice is told by it. */
  readonly doneUpTo: Readonly<Record<string, string>>;
  /** The latest look that told something of synchronisation, in short. */
  readonly latest: { readonly at: string; readonly verdict: Verdict } | null;
  /** As the tenant calls itself. */
  readonly name: string | null;
  /** When outcomes past their time were removed last. */
  readonly prunedAt: string | null;
}

export const FIRST_STATE: TenantState = {
  ...{ looks: 0, memory: null, alerts: NOTHING_OPEN, pending: [], doneUpTo: {}, latest: null, name: null },
  prunedAt: null,
};

const severity = z.enum(["error", "warning", "info"]);
const condition = { key: z.string(), severity, title: z.string(), text: z.string(), remedy: z.string() };

export const alertSchema: z.ZodType<Alert> = z.strictObject({
  id: z.string(),
  kind: z.enum(["problem", "change", "reminder", "recovery"]),
  tenantId: z.string(),
  tenantName: z.string(),
  at: z.string(),
  severity,
  items: z.array(z.strictObject({ ...condition, since: z.string().nullable() })),
  stillOpen: z.array(z.string()),
});

const memory = z.strictObject({
  activeServer: activeServer.nullable(),
  version: z.string().nullable(),
  lastSync: z.string().nullable(),
  errors: z.strictObject({ total: z.number(), fingerprints: z.string() }).nullable(),
  exporters: z.array(z.string()).nullable(),
  open: z.record(z.string(), z.string()),
});

const open = z.strictObject({
  ...condition,
  family: z.enum(["verify", "expire", "poison"]),
  since: z.string(),
  told: z.strictObject({ severity, at: z.string() }).nullable(),
});

/** A state of another version is refused, not guessed at. */
export const stateSchema = z.strictObject({
  looks: z.int(),
  memory: memory.nullable(),
  alerts: z.strictObject({ sequence: z.int(), open: z.array(open) }),
  pending: z.array(z.strictObject({ alert: alertSchema, channels: z.array(z.string()) })),
  doneUpTo: z.record(z.string(), z.string()),
  latest: z.strictObject({ at: z.string(), verdict: z.enum(["pass", "fail", "unknown", "error"]) }).nullable(),
  name: z.string().nullable(),
  prunedAt: z.string().nullable(),
});
