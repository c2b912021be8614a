// What came of taking a run back.
import { harmless, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import { warningLines } from "./plan-text.js";
import type { ResultOf } from "./result-schemas.js";
import { painted } from "./runs-show-text.js";
import { changedText } from "./subject-text.js";
import { nothingTakenBack } from "./taken-back.js";

type Step = ResultOf<"runs-rollback">["steps"][number];

const WORDS: Readonly<Record<Step["verdict"], readonly [words: string, tone: Tone]>> = {
  "take-back": ["taken back", "good"],
  "as-before": ["nothing to do", "quiet"],
  "left-alone": ["left alone", "doubt"],
  cannot: ["cannot be taken back", "bad"],
};

export function runsRollbackText(result: ResultOf<"runs-rollback">, layout: Layout): string {
  const { run, steps } = result;
  const about = `Takes back ${harmless(run.runId)}: ${harmless(run.command)}, ${harmless(run.subject)}`;
  const nothing = nothingTakenBack(result);
  const undone = result.plan.length === 0 && !result.dryRun;
  const said =
    nothing === null
      ? layout.paint("good", "Nothing is left to do: all of it is as it was before.")
      : layout.paint("bad", `${nothing}.`);
  const outcome =
    nothing !== null || undone
      ? [said, ...warningLines(result.warnings, layout)]
      : [changedText(result, result, layout)];
  return [
    ...outcome,
    "",
    wrap(about, 2, layout.width),
    ...steps.flatMap((step) => stepLines(step, result.dryRun, layout)),
  ].join("\n");
}

function stepLines({ number, summary, verdict, words }: Step, dryRun: boolean, { paint, width }: Layout) {
  const [said, tone] =
    verdict === "take-back" && dryRun ? (["would be taken back", "strong"] as const) : WORDS[verdict];
  const label = `  ${number + 1}. `;
  return [
    label +
      painted(wrap(`${said}: ${harmlessSentence(summary)}`, label.length, width), said, (text) => paint(tone, text)),
    ...(words === "" ? [] : [" ".repeat(label.length) + wrap(harmlessSentence(words), label.length, width)]),
  ];
}
