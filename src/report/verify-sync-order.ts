// In which order findings are told: what to do first, then what stayed open, then what is in order.
import type { ResultOf } from "./result-schemas.js";

export type FindingView = ResultOf<"verify-sync">["findings"][number];

export interface OrderedFindings {
  /** Errors, then warnings, then information. */
  readonly failed: readonly FindingView[];
  readonly open: readonly FindingView[];
  readonly passed: readonly FindingView[];
  readonly notApplicable: readonly FindingView[];
}

const BY_SEVERITY = ["error", "warning", "info"];

export function inOrder(findings: readonly FindingView[]): OrderedFindings {
  const of = (wanted: FindingView["result"]) => findings.filter(({ result }) => result === wanted);
  return {
    failed: of("fail").sort((a, b) => BY_SEVERITY.indexOf(a.severity) - BY_SEVERITY.indexOf(b.severity)),
    open: of("unknown"),
    passed: of("pass"),
    notApplicable: of("not-applicable"),
  };
}

/** The word that a finding is marked with: of a failed one its severity. */
export function wordOf({ result, severity }: FindingView): "pass" | "error" | "warning" | "info" | "unknown" | "n/a" {
  if (result === "fail") return severity;
  return result === "not-applicable" ? "n/a" : result;
}

/** One source that is missing leaves many checks open, with the same words: they are told together. */
export function alike(findings: readonly FindingView[]): readonly (readonly [FindingView, ...FindingView[]])[] {
  const groups = new Map<string, [FindingView, ...FindingView[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.evidence, finding.remedy]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}
