import type { OperationName } from "../../knowledge/operations.js";
import type { Finding, Result, Severity } from "../../shapes/finding.js";
import { heaviest } from "../operations-asked.js";
import type { OperatorSnapshot } from "../operator-snapshot.js";

/** A finding that says for which operations it matters. */
export interface OperatorFinding extends Finding {
  /** Operations that cannot be carried out while it fails; empty where none is stopped. */
  readonly neededBy: readonly OperationName[];
}

/** What a check found, without what is the same every time. */
export interface Verdict {
  readonly result: Result;
  /** Where it is left out: as much as the heaviest operation that needs it. */
  readonly severity?: Severity;
  readonly evidence: string;
  readonly remedy?: string;
  /** All operations that were asked about, where this is left out. */
  readonly neededBy?: readonly OperationName[];
}

/** One question about the operator's means. Pure; never `pass` on a value that could not be read. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Undefined where the question does not arise. */
  readonly judge: (snapshot: OperatorSnapshot) => Verdict | undefined;
}

export function runCheck(check: Check, snapshot: OperatorSnapshot): readonly OperatorFinding[] {
  const verdict = check.judge(snapshot);
  return verdict === undefined ? [] : [findingOf(check, verdict, snapshot)];
}

export function findingOf(
  { id, title }: Pick<Check, "id" | "title">,
  { result, severity, evidence, remedy = "", neededBy: some }: Verdict,
  { operations, named }: OperatorSnapshot,
): OperatorFinding {
  const neededBy = some ?? operations;
  return {
    id,
    title,
    severity: severity ?? heaviest(neededBy, named),
    result,
    evidence,
    remedy,
    // The page describes a kind of right once, not for each need.
    doc: `docs/doctor.md#${id.toLowerCase().replace(/^(perm|role|rbac)-.*/, "$1")}`,
    neededBy,
  };
}
