// What is to be told after a look: what is new, what got worse, what is over, what has lasted another day. Pure.
import { createHash } from "node:crypto";
import type { Severity } from "../shapes/finding.js";
import {
  type Alert,
  type AlertKind,
  type Condition,
  type Event,
  type Family,
  type Item,
  isAtLeast,
  worstOf,
} from "./alert.js";

/** A condition that was there at the latest look that could tell. */
interface OpenCondition extends Condition {
  readonly family: Family;
  /** The service's time of the first look that saw it, ISO 8601. */
  readonly since: string;
  /** How bad it was when it was told, and when that was last; null: not told yet. */
  readonly told: { readonly severity: Severity; readonly at: string } | null;
}

export interface AlertState {
  /** Counts what was recorded: part of each alert's id. */
  readonly sequence: number;
  readonly open: readonly OpenCondition[];
}

export const NOTHING_OPEN: AlertState = { sequence: 0, open: [] };

export interface AlertLook {
  readonly family: Family;
  readonly tenantId: string;
  readonly tenantName: string;
  /** The service's time, ISO 8601. */
  readonly at: string;
  readonly conditions: readonly Condition[];
  readonly events: readonly Event[];
  /** Whether this look could tell nothing of a condition: it stays as it was, neither there nor gone. */
  readonly isOpaque: (key: string) => boolean;
  /** Maintenance: nothing alarms. What lasts longer is told then; that something is over is told at once. */
  readonly isMuted: boolean;
}

/** As long as something lasts it is told once in this time. */
const REMINDER_MS = 24 * 3_600_000;

/** Characters of a text; channels show less. */
const LONGEST = 4_000;

/**
 * The same state and the same look give the same alerts, ids included: who does it twice tells nothing new.
 * @returns the alerts, in the order in which they are to be told; the state as it is once they are recorded
 */
export function afterLook(
  before: AlertState,
  look: AlertLook,
): { readonly state: AlertState; readonly alerts: readonly Alert[] } {
  const others = before.open.filter(({ family }) => family !== look.family);
  const earlier = before.open.filter(({ family }) => family === look.family);
  const now = [
    ...look.conditions.map((condition) => seenNow(condition, earlier, look)),
    ...earlier.filter(({ key }) => look.isOpaque(key) && !look.conditions.some((one) => one.key === key)),
  ];
  const gone = earlier.filter(({ key }) => !now.some((one) => one.key === key));
  const mayAlarm = (list: readonly OpenCondition[]) => (look.isMuted ? [] : list);
  const fresh = mayAlarm(now.filter(isNews));
  const lasting = mayAlarm(now.filter((one) => !isNews(one)));
  const isDue = lasting.some(({ told }) => told !== null && elapsed(told.at, look.at) >= REMINDER_MS);
  const recovered = gone.filter(({ told }) => told !== null);
  const events = look.isMuted ? [] : look.events.map((event): Item => ({ ...shortened(event), since: null }));
  // What happened and what came of it is one message.
  const groups: readonly (readonly [AlertKind, readonly Item[]])[] = [
    [fresh.length > 0 ? "problem" : "change", [...events, ...fresh.map(itemOf)]],
    ["reminder", isDue ? lasting.map(itemOf) : []],
    ["recovery", recovered.map(itemOf)],
  ];
  const told = new Set([...fresh, ...(isDue ? lasting : [])].map(({ key }) => key));
  const open = now.map((one) => (told.has(one.key) ? { ...one, told: { severity: one.severity, at: look.at } } : one));
  const alerts = groups
    .filter(([, items]) => items.length > 0)
    .map(([kind, items], index) => alertOf(look, kind, items, before.sequence + 1 + index, open));
  return { state: { sequence: before.sequence + alerts.length, open: [...others, ...open] }, alerts };
}

function seenNow(condition: Condition, earlier: readonly OpenCondition[], look: AlertLook): OpenCondition {
  const same = earlier.find(({ key }) => key === condition.key);
  return { ...shortened(condition), family: look.family, since: same?.since ?? look.at, told: same?.told ?? null };
}

/** What a tenant's names make of a text is kept in a row of a table, and read by people. */
function shortened(one: Condition): Condition {
  const short = (text: string) => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
  return { ...one, text: short(one.text), remedy: short(one.remedy) };
}

/** Not told yet, or worse than it was told. */
function isNews({ told, severity }: OpenCondition): boolean {
  return told === null || !isAtLeast(told.severity, severity);
}

function itemOf({ key, severity, title, text, remedy, since, told }: OpenCondition): Item {
  // What is over was as bad as it was told: the same filters let both through.
  const worst = told === null || isAtLeast(severity, told.severity) ? severity : told.severity;
  return { key, severity: worst, title, text, remedy, since };
}

function alertOf(
  { tenantId, tenantName, family, at }: AlertLook,
  kind: AlertKind,
  items: readonly Item[],
  number: number,
  open: readonly OpenCondition[],
): Alert {
  const id = createHash("sha256").update(`${tenantId}\n${family}\n${number}\n${kind}`).digest("hex").slice(0, 32);
  const keys = new Set(items.map(({ key }) => key));
  const stillOpen = open.filter(({ key, told }) => told !== null && !keys.has(key)).map(({ key }) => key);
  return { id, kind, tenantId, tenantName, at, severity: worstOf(items), items, stillOpen };
}

function elapsed(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
