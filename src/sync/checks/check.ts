import type { Finding, Result, Severity } from "../../shapes/finding.js";
import type { Judged } from "../judged.js";

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
  /** Why it matters, a sentence. */
  readonly why: string;
  /** Where Microsoft (or whoever found out) says so. */
  readonly link: string;
  readonly judge: (judged: Judged) => Verdict;
}

/** A finding, and what the check says of itself. */
export interface CheckFinding extends Finding {
  readonly why: string;
  readonly link: string;
}

export function runCheck(check: Check, judged: Judged): CheckFinding {
  const { result, severity = "error", evidence, remedy = "" } = check.judge(judged);
  const doc = `docs/verify-sync.md#${check.id.toLowerCase()}`;
  const { id, title, why, link } = check;
  return { id, title, severity, result, evidence, remedy, doc, why, link };
}

/** A fact that could not be read: the check cannot tell. */
export function cannotTell(fact: { readonly reason: string; readonly remedy: string }): Verdict {
  return { result: "unknown", evidence: fact.reason, remedy: fact.remedy };
}
