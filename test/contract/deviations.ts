// Deviations that are as they should be, each with its reason and the source of that reason.
import type { CountedFinding } from "./findings.js";
import { findingKey } from "./findings.js";

export interface Deviation {
  readonly rule: string;
  /** Of the findings; `*` stands for anything. */
  readonly subjects: readonly string[];
  readonly why: string;
  readonly source: string;
}

export interface Judged {
  readonly open: readonly CountedFinding[];
  readonly justified: readonly CountedFinding[];
  /** Justifications that nothing needed. */
  readonly stale: readonly string[];
}

/** Sorts findings into open and justified ones. */
export function judge(findings: readonly CountedFinding[], deviations: readonly Deviation[]): Judged {
  const patterns = deviations.flatMap(({ rule, subjects }) =>
    subjects.map((subject) => ({ name: `${rule} ${subject}`, pattern: patternOf(`${rule} ${subject}`) })),
  );
  const used = new Set<string>();
  const isJustified = (finding: CountedFinding): boolean => {
    const fitting = patterns.filter(({ pattern }) => pattern.test(findingKey(finding)));
    for (const { name } of fitting) used.add(name);
    return fitting.length > 0;
  };
  const judged = findings.map((finding) => ({ finding, justified: isJustified(finding) }));
  return {
    open: judged.filter((one) => !one.justified).map((one) => one.finding),
    justified: judged.filter((one) => one.justified).map((one) => one.finding),
    stale: patterns.map((one) => one.name).filter((name) => !used.has(name)),
  };
}

function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/gu, "\\$&").replaceAll("*", ".*")}$`, "u");
}
