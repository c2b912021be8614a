// What is said of a password that an earlier part of the run has set: where it is, or that nobody knows it.
import { isMade } from "../changes/run-record.js";
import type { ChangeOutcome } from "../shapes/change.js";
import type { RunRecord } from "../shapes/run.js";

export type Applied = readonly { readonly kind: string; readonly outcome: ChangeOutcome["outcome"] }[];

export function setsPassword(kind: string): boolean {
  return kind === "create-user" || kind === "reset-password";
}

/** Where the run was told to put it, as it is typed; null: it was not told. */
export function placeIn({ wishes }: RunRecord): string | null {
  const isObject = typeof wishes === "object" && wishes !== null && !Array.isArray(wishes);
  const place = isObject && "passwordTo" in wishes ? wishes.passwordTo : null;
  return typeof place === "string" ? place : null;
}

/** Null: the run was to print it, or was not told where it goes. */
export function keptBy(run: RunRecord): string | null {
  const place = placeIn(run);
  return place === "stdout" ? null : place;
}

/** As far as the journal of the part that was cut tells; empty: it has set none. */
export function toldBefore(cut: RunRecord): readonly string[] {
  const step = cut.steps.findLast(
    ({ change, state, outcome }) => setsPassword(change.kind) && (state === "in-doubt" || isMade(outcome)),
  );
  if (step === undefined) return [];
  const kept = keptBy(cut);
  if (kept === null) return [NEVER_SHOWN];
  return [step.state === "in-doubt" ? doubtful(kept) : setIn(kept)];
}

/**
 * Once the run has come to its end.
 * @param before the warnings so far, of which those are left out that are answered now
 * @param storedIn where this invocation has stored a password; null: nowhere
 */
export function toldAfter(
  before: readonly string[],
  { cut, applied, storedIn }: { cut: RunRecord | null; applied: Applied; storedIn: string | null },
): readonly string[] {
  const of = (outcome: ChangeOutcome["outcome"]) =>
    applied.some((one) => setsPassword(one.kind) && one.outcome === outcome);
  const kept = cut === null ? null : keptBy(cut);
  const isEarlier = of("done-earlier") && !of("done");
  const more = [
    ...(of("already-so") ? [SOMEBODY_ELSES] : []),
    ...(isEarlier ? [kept === null ? NEVER_SHOWN : setIn(kept)] : []),
    ...(isEarlier && storedIn !== null && storedIn !== "stdout" && storedIn !== kept
      ? [`What is in ${storedIn} is not the account's password.`]
      : []),
  ];
  const answered = kept === null || !applied.some(({ kind }) => setsPassword(kind)) ? [] : [doubtful(kept)];
  return [...new Set([...before.filter((one) => !answered.includes(one)), ...more])];
}

function setIn(place: string): string {
  return `The password was set before the run was cut: it is in ${place}.`;
}

function doubtful(place: string): string {
  return `Whether the run that was cut has set the password is not known: if it has, it is in ${place}.`;
}

const SOMEBODY_ELSES =
  "The account was made by somebody else meanwhile: the stored password is not its password. To work with it, run the command again with --reset-password.";

const NEVER_SHOWN =
  "An earlier run was to print the account's password on stdout and was cut: if nobody has seen it, run the command again with --reset-password.";
