import type { Finding, Result, Severity } from "../../shapes/finding.js";
import type { Snapshot } from "../snapshot.js";

/** What a check found, without what is the same every time. */
export interface Verdict {
  readonly result: Result;
  readonly severity?: Severity;
  readonly evidence: string;
  readonly remedy?: string;
}

/** One question about a snapshot. Pure; never `pass` on a value that could not be read. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly judge: (snapshot: Snapshot) => Verdict;
}

export function runCheck(check: Check, snapshot: Snapshot): Finding {
  const { result, severity = "error", evidence, remedy = "" } = check.judge(snapshot);
  const doc = `docs/verify-sync.md#${check.id.toLowerCase()}`;
  return { id: check.id, title: check.title, severity, result, evidence, remedy, doc };
}

/** A fact that could not be read: the check cannot tell. */
export function cannotTell(fact: { readonly reason: string; readonly remedy: string }): Verdict {
  return { result: "unknown", evidence: fact.reason, remedy: fact.remedy };
}
