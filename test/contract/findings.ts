// What the contract check found: one finding per kind of deviation, however many exchanges show it.

export type Rule =
  | "log"
  | "host"
  | "path"
  | "method"
  | "status"
  | "query"
  | "shape"
  | "unknown-property"
  | "dynamic-property"
  | "annotation"
  | "navigation"
  | "null"
  | "type"
  | "enum"
  | "required"
  | "beta"
  | "error-form"
  | "support"
  | "permission"
  | "stale";

export interface Finding {
  readonly rule: Rule;
  /** What deviates, the same for every exchange that shows it: `response user.madeUp`, `GET /users/{id} 418`. */
  readonly subject: string;
  readonly detail: string;
  /** Where it was seen first. */
  readonly where: string;
}

export interface CountedFinding extends Finding {
  readonly count: number;
}

export interface Findings {
  add(finding: Finding): void;
  list(): readonly CountedFinding[];
}

/** A finding without the place, which whoever walks the exchanges adds. */
export type Report = (rule: Rule, subject: string, detail: string) => void;

/** Collects findings; those of one rule and subject count as one. */
export function createFindings(): Findings {
  const found = new Map<string, CountedFinding>();
  return {
    add(finding) {
      const key = findingKey(finding);
      const known = found.get(key);
      found.set(key, known === undefined ? { ...finding, count: 1 } : { ...known, count: known.count + 1 });
    },
    list: () => [...found.values()],
  };
}

/** The name under which a finding is counted and justified. */
export function findingKey({ rule, subject }: Pick<Finding, "rule" | "subject">): string {
  return `${rule} ${subject}`;
}
