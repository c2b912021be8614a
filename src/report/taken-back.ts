import type { ResultOf } from "./result-schemas.js";

/** In words, where nothing is taken back of a run that is not undone already; null: there is something, or it is undone. */
export function nothingTakenBack({
  plan,
  steps,
  changed,
}: Pick<ResultOf<"runs-rollback">, "plan" | "steps" | "changed">): string | null {
  // What the part that was cut has taken back counts.
  if (changed || plan.length > 0 || steps.every(({ verdict }) => verdict === "as-before")) return null;
  return steps.some(({ verdict }) => verdict === "as-before")
    ? "Nothing more of it can be taken back"
    : "Nothing of it can be taken back";
}
