// What one condition of a policy says of a sign-in, and how such answers are put together. What cannot be told stays open.
import type { Applies } from "./subject.js";

export interface Answer {
  readonly is: Applies;
  /** Goes into "…: it includes all users". */
  readonly because: string;
  /** The policy names the subject on purpose. */
  readonly named?: boolean;
}

export const yes = (because: string, named = false): Answer => ({ is: "yes", because, named });
export const no = (because: string): Answer => ({ is: "no", because });
export const perhaps = (because: string): Answer => ({ is: "unknown", because });

/** Every condition must hold: one that certainly fails decides, whatever is open besides. */
export function every(answers: readonly Answer[]): Answer {
  return (
    answers.find(({ is }) => is === "no") ??
    answers.find(({ is }) => is === "unknown") ??
    answers[0] ??
    perhaps("nothing is known of it")
  );
}

/** One of them is enough. */
export function some(answers: readonly Answer[], otherwise: Answer): Answer {
  return answers.find(({ is }) => is === "yes") ?? answers.find(({ is }) => is === "unknown") ?? otherwise;
}

/**
 * Exclusion wins; where it is open, whom the policy names on purpose is named all the same.
 * Source: "Conditional Access: Users, groups, agents, and workload identities", exclude users.
 */
export function unless(included: Answer, excluded: Answer): Answer {
  if (included.is === "no") return included;
  if (excluded.is === "yes") return no(excluded.because);
  const isOpen = included.is === "yes" && excluded.is === "unknown";
  return isOpen ? { ...excluded, named: included.named === true } : included;
}

/** Ids and the service's own words are compared without regard to case. */
export function lower(values: readonly string[] | null | undefined): readonly string[] {
  return (values ?? []).map((value) => value.toLowerCase());
}

/** `a,b` or `a, b`, as Graph writes flags; `none` is nothing. */
export function flagsOf(value: string | null | undefined): readonly string[] {
  return lower(value?.split(",").map((flag) => flag.trim())).filter((flag) => flag !== "" && flag !== "none");
}

/**
 * A word such as `All` where ids stand, that is none of `known` (in lower case): what it comprises is not known here.
 * Ids have digits or dashes.
 */
export function strangeWord(values: readonly string[], known: readonly string[] = []): string | undefined {
  return values.find((value) => /^[a-z]*[A-Z][A-Za-z]*$/u.test(value) && !known.includes(value.toLowerCase()));
}
