// How one right stands with an operator.

export interface Holding {
  /** `unknown` is neither: the service decides. */
  readonly state: "held" | "missing" | "unknown" | "not-needed";
  /** Held: by which scope, app role or role. Else what is wanted: of permissions all, of roles one, the least first. */
  readonly names: readonly string[];
  /** What is missing, or why it is not known: a sentence. Empty where nothing is. */
  readonly words: string;
  /** Who gives it, and where. Empty where nothing is missing. */
  readonly remedy: string;
}

export const NOT_NEEDED: Holding = { state: "not-needed", names: [], words: "", remedy: "" };

export function held(names: readonly string[]): Holding {
  return { state: "held", names, words: "", remedy: "" };
}
