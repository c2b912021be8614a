// An alert in words, harmless to print. Names in it come from tenants: no channel takes them for markup.
import type { Alert, AlertKind, Item } from "../../alerts/alert.js";
import { harmless } from "../../report/harmless.js";
import { minuteOf } from "../../shapes/time.js";

/** An alert as every channel shows it, without marks of any kind. */
export interface AlertText {
  readonly title: string;
  readonly lines: readonly { readonly head: string; readonly body: string; readonly todo: string }[];
  /** Who, when, what else. */
  readonly facts: readonly (readonly [string, string])[];
}

const MOST_ITEMS = 8;
/** Channels cut or refuse long messages; a tenant's names must not push the rest out. */
const LONGEST = 360;

const HEADS: Readonly<Record<AlertKind, string>> = {
  problem: "not in order",
  change: "changed",
  reminder: "still not in order",
  recovery: "in order again",
};

export function alertText(alert: Alert): AlertText {
  const { kind, items, tenantName, tenantId, at, id, severity, stillOpen } = alert;
  const first = items[0]?.title ?? "";
  const more = items.length > 1 ? `, and ${items.length - 1} more` : "";
  const left = items.length - MOST_ITEMS;
  return {
    title: harmless(
      `${tenantName}: ${HEADS[kind]} (${kind === "recovery" ? "was " : ""}${severity}): ${first}${more}`,
      200,
    ),
    lines: [
      ...items.slice(0, MOST_ITEMS).map((item) => lineOf(item, kind)),
      ...(left > 0 ? [{ head: `${left} more are not listed here.`, body: "", todo: "" }] : []),
    ],
    facts: [
      ["Tenant", harmless(`${tenantName} (${tenantId})`, LONGEST)],
      ["Time", minuteOf(at)],
      ...(stillOpen.length === 0 ? [] : [["Still open", harmless(stillOpen.join(", "), LONGEST)] as const]),
      ["Alert", id],
    ],
  };
}

function lineOf({ key, title, severity, text, remedy, since }: Item, kind: AlertKind) {
  const lasting = since === null ? "" : `, since ${minuteOf(since)}`;
  const isOver = kind === "recovery";
  return {
    head: harmless(`${key} ${title}: ${isOver ? "over" : severity}${lasting}`, 200),
    body: harmless(isOver ? `It was: ${text}` : text, LONGEST),
    todo: isOver ? "" : harmless(remedy, LONGEST),
  };
}
