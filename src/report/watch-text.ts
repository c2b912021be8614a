import type { Transition } from "../sync/transitions.js";
import { harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { ResultOf } from "./result-schemas.js";
import { verifySyncText } from "./verify-sync-text.js";

/** One line: when, by the service's clock, and what. */
export function transitionLine({ at, text }: Transition): string {
  return `${stamp(at)} ${harmlessSentence(text)}`;
}

/** The page that is drawn anew at each look: what is waited for and what has moved come first, so that they always show. */
export function watchText({ result, moved, pauseMs }: WatchView, layout: Layout): string {
  const { paint, width } = layout;
  const { watch } = result;
  const conditions = watch?.wait?.conditions ?? [];
  const every = `every ${pauseMs / 1000} s`;
  return [
    paint("quiet", wrap(`Look ${watch?.poll ?? 1} at ${stamp(result.at)} UTC, ${every}. Ctrl-C ends it.`, 0, width)),
    ...conditions.map(({ condition, holds, evidence }) => {
      const word = paint(holds ? "good" : "doubt", holds ? "holds  " : "not yet");
      return `  ${word} ${wrap(harmlessSentence(`${condition}: ${evidence}`), 10, width)}`;
    }),
    ...moved.map((one) => `  ${wrap(transitionLine(one), 4, width)}`),
    "",
    verifySyncText(result, layout),
    "",
  ].join("\n");
}

export interface WatchView {
  readonly result: ResultOf<"verify-sync">;
  /** The latest transitions, newest last. */
  readonly moved: readonly Transition[];
  readonly pauseMs: number;
}

function stamp(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
}
