export type Severity = "error" | "warning" | "info";
export type Result = "pass" | "fail" | "unknown" | "not-applicable";

/** The outcome of one check. `id` is stable for ever: scripts waive and select by it. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly result: Result;
  /** What was seen, as one sentence. */
  readonly evidence: string;
  /** What to do; empty when nothing is to be done. */
  readonly remedy: string;
  readonly doc: string;
}

export interface Summary {
  readonly pass: number;
  readonly fail: number;
  readonly warning: number;
  readonly info: number;
  readonly unknown: number;
  readonly notApplicable: number;
}

/** Counts findings; `fail`, `warning` and `info` are failed findings of that severity. */
export function summarize(findings: readonly Finding[]): Summary {
  const count = (test: (finding: Finding) => boolean) => findings.filter(test).length;
  const failed = (severity: Severity) => count((f) => f.result === "fail" && f.severity === severity);
  return {
    pass: count((f) => f.result === "pass"),
    fail: failed("error"),
    warning: failed("warning"),
    info: failed("info"),
    unknown: count((f) => f.result === "unknown"),
    notApplicable: count((f) => f.result === "not-applicable"),
  };
}
