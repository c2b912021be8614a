// What of an outcome of verify-sync is worth waking somebody. Pure.
import type { ResultOf } from "../report/result-schemas.js";
import type { AadcError } from "../shapes/errors.js";
import type { Condition, Event } from "./alert.js";

type Outcome = Pick<ResultOf<"verify-sync">, "findings" | "decidedBy">;

/** What is not in order; and what could not be told, where the verdict hangs on it. */
export function conditionsIn({ findings, decidedBy }: Outcome): readonly Condition[] {
  return findings.flatMap(({ id, title, severity, result, evidence, remedy }): readonly Condition[] => {
    const common = { key: id, title, text: evidence, remedy };
    if (result === "fail") return [{ ...common, severity }];
    if (result === "unknown" && decidedBy.includes(id))
      return [{ ...common, severity: "warning", title: `${title} (not known)` }];
    return [];
  });
}

/** Of what is not known nobody can say that it is over. */
export function isOpaqueIn({ findings }: Outcome): (key: string) => boolean {
  const unknown = new Set(findings.filter(({ result }) => result === "unknown").map(({ id }) => id));
  return (key) => unknown.has(key);
}

/** Of all that changed between two looks, what is no finding and yet nobody should miss. */
export function eventsIn(transitions: readonly { readonly kind: string; readonly text: string }[]): readonly Event[] {
  return transitions
    .filter(({ kind }) => kind === "active-server")
    .map(({ text }) => ({
      key: "active-server",
      severity: "warning",
      title: "Another server is active",
      text,
      remedy:
        "If nobody has swapped servers on purpose, find out who started this one: two that write undo each other.",
    }));
}

const UNREADABLE = "unreadable";

/** The check as a whole could not be made. */
export function unreadable({ code, message, remedy }: Pick<AadcError, "code" | "message" | "remedy">): Condition {
  return {
    key: UNREADABLE,
    severity: "error",
    title: "The tenant could not be checked",
    text: `${message} (${code})`,
    remedy,
  };
}
