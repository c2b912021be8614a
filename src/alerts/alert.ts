// What is told to people who are not looking: shapes, and the words for how bad it is.
import type { Severity } from "../shapes/finding.js";

/** Something that lasts: told when it begins, once a day while it lasts, and when it ends. */
export interface Condition {
  /** Stable while it lasts, such as `SYNC-003`. */
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  /** What was seen; may hold names from the tenant. */
  readonly text: string;
  /** Empty where nothing is to be done. */
  readonly remedy: string;
}

/** Something that happened: told once. */
export type Event = Condition;

/**
 * Who looks: each look tells of its own conditions alone, so that none takes another's for gone. `verify` looks at
 * synchronisation, `expire` at what this program has left for a time, `poison` at messages that nobody could handle.
 */
export type Family = "verify" | "expire" | "poison";

export type AlertKind = "problem" | "change" | "reminder" | "recovery";

export interface Item extends Condition {
  /** Since when it lasts, by the service's clock; null: it happened, and that was it. */
  readonly since: string | null;
}

/** One message. */
export interface Alert {
  /** The same for the same: who gets it twice can tell. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly tenantId: string;
  /** As the tenant calls itself; its id before that is known. */
  readonly tenantName: string;
  /** The service's time, ISO 8601. */
  readonly at: string;
  /** The worst of its items. */
  readonly severity: Severity;
  readonly items: readonly Item[];
  /** Keys of what lasts besides, and was told before. */
  readonly stillOpen: readonly string[];
}

const RANKS: Readonly<Record<Severity, number>> = { info: 1, warning: 2, error: 3 };

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return RANKS[severity] >= RANKS[least];
}

/** @param list not empty */
export function worstOf(list: readonly { readonly severity: Severity }[]): Severity {
  return list.reduce<Severity>((worst, { severity }) => (isAtLeast(worst, severity) ? worst : severity), "info");
}
