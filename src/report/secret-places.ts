// Where the password and the pass of a plan go: said beside the plan, which never holds it.
import type { Change } from "../shapes/change.js";

/** As it is typed, such as `file:PATH`; null: not said. */
export interface SecretPlaces {
  readonly passwordTo: string | null;
  readonly passTo: string | null;
}

/** One row for each secret that the plan makes. */
export function secretRows(
  plan: readonly Change[],
  { passwordTo, passTo }: SecretPlaces,
): readonly (readonly [what: string, where: string])[] {
  return [
    ...(plan.some(setsPassword) ? [["Password goes to", told(passwordTo)] as const] : []),
    ...(plan.some(makesPass) ? [["Pass goes to", told(passTo)] as const] : []),
  ];
}

/** Whether whoever carries the plan out has to name a place. */
export function needsPlace(plan: readonly Change[]): boolean {
  return plan.some((change) => setsPassword(change) || makesPass(change));
}

function setsPassword({ kind }: Change): boolean {
  return kind === "create-user" || kind === "reset-password";
}

function makesPass({ kind }: Change): boolean {
  return kind === "create-pass";
}

function told(place: string | null): string {
  if (place === null) return "a place that is still to be named (--password-to)";
  return place === "stdout" ? "stdout, and is kept nowhere" : place;
}
