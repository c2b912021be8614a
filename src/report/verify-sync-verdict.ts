// What verify-sync comes to, in one sentence: the first line of every form it is printed in.
import { harmless, harmlessMinute } from "./harmless.js";
import type { ResultOf } from "./result-schemas.js";

export interface VerdictSentence {
  readonly text: string;
  readonly tone: "good" | "bad" | "doubt";
}

/** "Healthy" is said only where nothing stayed open; a saved snapshot and a maintenance are named before anything else. */
export function verdictSentence(result: ResultOf<"verify-sync">): VerdictSentence {
  const { verdict, summary, from, maintenance } = result;
  const texts = {
    pass: summary.unknown > 0 ? "No fault was found in what could be read" : "Synchronisation is healthy",
    fail: "Synchronisation is NOT healthy",
    unknown: "It cannot be told whether synchronisation is healthy",
  };
  const tones = { pass: summary.unknown > 0 ? "doubt" : "good", fail: "bad", unknown: "doubt" } as const;
  // Whoever reads no further must know that this is not how it is now, or that no alarm was given.
  const asOf = from === undefined ? "" : `As of ${harmlessMinute(from.at)}, by a saved snapshot: `;
  const muted =
    maintenance?.muted === true ? `Maintenance until ${harmlessMinute(maintenance.until)}, no alarm is given: ` : "";
  // A schedule in which the option was left would otherwise look as if it still had an effect.
  const over =
    maintenance?.muted === false
      ? ` The maintenance ended at ${harmlessMinute(maintenance.until)} and has no effect any more.`
      : "";
  return {
    text: `${asOf}${muted}${texts[verdict]}${activeOf(result)}${countsOf(result)}.${over}`,
    tone: tones[verdict],
  };
}

function activeOf({ sync: { activeServer } }: ResultOf<"verify-sync">): string {
  return activeServer.state === "known" && "server" in activeServer.value
    ? `; ${harmless(activeServer.value.server)} is active`
    : "";
}

function countsOf({ summary }: ResultOf<"verify-sync">): string {
  const counts = [
    [summary.fail, "error"],
    [summary.warning, "warning"],
    [summary.unknown, "unknown"],
  ] as const;
  const told = counts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}${number === 1 || what === "unknown" ? "" : "s"}`);
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}
