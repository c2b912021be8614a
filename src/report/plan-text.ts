import type { Change } from "../shapes/change.js";
import type { RunRecord, RunStep } from "../shapes/run.js";
import { takingBackText } from "../shapes/taking-back.js";
import { differenceOf } from "./difference.js";
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { heading } from "./heading.js";
import { type Layout, wrap } from "./layout.js";
import type { Changing, Envelope } from "./result-schemas.js";
import { type SecretPlaces, secretRows } from "./secret-places.js";

export interface PlanView {
  readonly envelope: Envelope;
  readonly plan: readonly Change[];
  readonly planHash: string;
  readonly warnings: readonly string[];
  readonly reason?: string | undefined;
  readonly guardsOverridden?: readonly string[];
  /** What nobody has said now: whoever wrote the file has. */
  readonly fromPlanFile?: readonly ("reason" | "ticket")[];
  /** The run that was cut, and that is gone on with. */
  readonly continues?: RunRecord;
  /** The run that is taken back. */
  readonly rollbackOf?: string;
  readonly secretsTo?: SecretPlaces;
}

/** A plan as people read it before they agree: who, where, what differs, what cannot be taken back, what to beware of. */
export function planText(view: PlanView, layout: Layout): string {
  const { envelope, plan, planHash, warnings, reason, guardsOverridden = [], fromPlanFile = [] } = view;
  const { continues, rollbackOf, secretsTo } = view;
  const { paint, width } = layout;
  const from = (one: "reason" | "ticket") => (fromPlanFile.includes(one) ? " (from the plan file)" : "");
  const why =
    reason === undefined ? [] : [`Reason    ${wrap(`${harmlessSentence(reason)}${from("reason")}`, 10, width)}`];
  const lines = [
    heading(envelope, from("ticket")),
    ...why,
    ...(rollbackOf === undefined ? [] : ["", paint("strong", `Takes back the run ${harmless(rollbackOf)}`)]),
    ...(continues === undefined ? [] : ["", ...continuedLines(continues, layout)]),
    "",
  ];
  if (plan.length === 0) lines.push(paint("strong", "Nothing to change."));
  else {
    lines.push(paint("strong", plan.length === 1 ? "1 change" : `${plan.length} changes`));
    for (const [index, change] of plan.entries()) {
      const number = `  ${index + 1}. `;
      const indent = " ".repeat(number.length);
      lines.push(number + wrap(harmlessSentence(change.summary), number.length, width));
      lines.push(...differenceLines(change, plan).map((line) => indent + wrap(line, number.length, width)));
      const how = takenBackLine(plan, index);
      if (how !== null)
        lines.push(indent + paint(change.reversible ? "quiet" : "bad", wrap(how, number.length, width)));
    }
  }
  if (guardsOverridden.length > 0) lines.push("", `Guards opened by an option: ${guardsOverridden.join(", ")}`);
  const places = secretsTo === undefined ? [] : secretRows(plan, secretsTo);
  if (places.length > 0) lines.push("", ...places.map(([what, where]) => `${what} ${harmless(where)}`));
  lines.push("", paint("quiet", `Plan ${planHash}`));
  return [...lines, ...warningLines(warnings, layout)].join("\n");
}

/** Said once for several in a row of which it is the same: at the last of them, with their numbers. Null at the others. */
function takenBackLine(plan: readonly Change[], index: number): string | null {
  const textAt = (at: number) => {
    const change = plan[at];
    return change === undefined ? null : takingBackText(change);
  };
  const text = textAt(index);
  if (text === null || textAt(index + 1) === text) return null;
  let first = index;
  while (first > 0 && textAt(first - 1) === text) first -= 1;
  if (first === index) return text;
  return `${first + 1} ${index - first === 1 ? "and" : "to"} ${index + 1} ${text}`;
}

/** Which run that was cut is gone on with, and what it has done already. */
export function continuedLines(
  { runId, begun, lastAt, steps }: RunRecord,
  { paint, width }: Layout,
): readonly string[] {
  const since = `${harmlessMinute(begun.at)} by ${harmless(begun.operator.name)}`;
  const told = steps.flatMap(({ change, state }) => {
    const word = STEP_WORDS[state];
    return word === undefined ? [] : [`  ${word}: ${wrap(harmlessSentence(change.summary), word.length + 4, width)}`];
  });
  return [
    paint("strong", `Goes on with the run ${harmless(runId)}`),
    `  ${wrap(`begun ${since}, cut after ${harmlessMinute(lastAt)}`, 2, width)}`,
    ...told,
  ];
}

const STEP_WORDS: Readonly<Partial<Record<RunStep["state"], string>>> = {
  confirmed: "done",
  sent: "sent, not seen yet",
  "in-doubt": "perhaps done",
};

/** What came of a plan. */
export function outcomeText(result: Changing, { paint, width }: Layout): string {
  if (result.dryRun) return paint("strong", "Dry run: nothing was changed.");
  if (result.plan.length === 0)
    // What it is beware of stands beside it, and may be that something is not as it should be.
    return result.warnings.length > 0
      ? paint("strong", "Nothing to change.")
      : paint("good", "Nothing to do: everything is as it should be.");
  const lines = result.applied.flatMap(({ summary, outcome, requestId }) => {
    const word = OUTCOME_WORDS[outcome];
    const line = `  ${paint("good", word)}: ${wrap(harmlessSentence(summary), word.length + 4, width)}`;
    return requestId === null ? [line] : [line, paint("quiet", `        request ${harmless(requestId)}`)];
  });
  return [
    paint("strong", result.continued ? "Gone on with, carried out and confirmed" : "Carried out and confirmed"),
    ...lines,
    `  run ${result.runId ?? ""}`,
    ...(result.rollback === null || result.plan.every(({ reversible }) => !reversible)
      ? []
      : [paint("quiet", `  to take it back: ${result.rollback}`)]),
  ].join("\n");
}

const OUTCOME_WORDS: Readonly<Record<Changing["applied"][number]["outcome"], string>> = {
  done: "done",
  "done-earlier": "done before the run was cut",
  "already-so": "was so already",
};

export function warningLines(warnings: readonly string[], { paint, width }: Layout): readonly string[] {
  if (warnings.length === 0) return [];
  return [
    "",
    paint("doubt", "Beware"),
    ...warnings.map((warning) => `  - ${wrap(harmlessSentence(warning), 4, width)}`),
  ];
}

function differenceLines(change: Change, plan: readonly Change[]): readonly string[] {
  return differenceOf(change, plan).map((difference) => {
    if ("note" in difference) return harmlessSentence(difference.note);
    if ("added" in difference) return `+ ${harmless(difference.added)}`;
    if ("removed" in difference) return `- ${harmless(difference.removed)}`;
    const { what, before, after } = difference;
    if (before === null) return `${what}: ${harmless(after ?? "")}`;
    return `${what}: ${harmless(before)} -> ${after === null ? "none" : harmless(after)}`;
  });
}
