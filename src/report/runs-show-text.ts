// One run in full, for people.
import { harmless, harmlessMinute, harmlessSentence } from "./harmless.js";
import { type Layout, wrap } from "./layout.js";
import type { Tone } from "./paint.js";
import type { ResultOf } from "./result-schemas.js";

type RunView = ResultOf<"runs-list">["runs"][number];
type Shown = ResultOf<"runs-show">["run"];
type Step = Shown["steps"][number];

/** How the state of a run is said. */
export const STATES: Readonly<Record<RunView["state"], readonly [words: string, tone: Tone]>> = {
  finished: ["finished", "good"],
  open: ["open", "doubt"],
  "under-way": ["under way", "strong"],
  "nothing-done": ["nothing done", "quiet"],
  "rolled-back": ["rolled back", "quiet"],
  damaged: ["damaged", "bad"],
  "other-version": ["unreadable", "doubt"],
};

export function runsShowText({ run, next }: ResultOf<"runs-show">, layout: Layout): string {
  const { paint, width } = layout;
  const [words, tone] = STATES[run.state];
  const facts: readonly (readonly [string, string | null])[] = [
    ["Run", run.runId],
    ["Command", `${run.command ?? ""}: ${run.subject ?? ""}`],
    [
      "Tenant",
      `${run.tenant?.displayName ?? ""} (${run.tenant?.initialDomain ?? ""}), cloud ${run.tenant?.cloud ?? ""}`,
    ],
    ["", run.tenantId],
    ["Operator", `${run.operator?.name ?? ""} (${run.operator?.authKind ?? ""})`],
    ["Went on", run.continuedBy === null ? null : `${run.continuedBy.name}, ${timeOf(run.continuedBy.at)}`],
    ["Ticket", run.ticket],
    ["Reason", run.reason],
    ["Time", `${timeOf(run.begunAt)}, by the service's clock`],
    ["Undoes", run.rollbackOf],
    ["Plan", run.planHash],
    ["Guards", run.guardsOverridden.length === 0 ? null : `overridden: ${run.guardsOverridden.join(", ")}`],
    ["Evidence", evidenceOf(run)],
  ];
  const stopped = run.stopped === null ? "" : `: ${harmlessSentence(run.stopped.message)}`;
  return [
    ...facts.flatMap(([label, value]) =>
      value === null ? [] : [label.padEnd(10) + wrap(harmless(value, LONGEST_FACT), 10, width)],
    ),
    `State     ${painted(wrap(`${words}${byWhom(run)}${stopped}`, 10, width), words, (text) => paint(tone, text))}`,
    "",
    paint("strong", run.steps.length === 0 ? "Nothing was sent." : "What was sent"),
    ...run.steps.flatMap((step) => stepLines(step, layout)),
    ...notBegun(run, layout),
    "",
    paint("strong", "To type next"),
    ...lineOf("go on:", next.goOn),
    ...lineOf("take back:", next.rollBack),
    ...lineOf("keep:", next.export),
  ].join("\n");
}

/** Reasons are sentences. */
const LONGEST_FACT = 500;

/** The first words of a text that was wrapped before: what gives them their colour takes no room. */
export function painted(wrapped: string, words: string, paint: (text: string) => string): string {
  return wrapped.startsWith(words) ? paint(words) + wrapped.slice(words.length) : wrapped;
}

/** Beside the state: the run that took it back, or is about to. */
export function byWhom({ state, rollback }: RunView): string {
  if (rollback === null) return "";
  if (rollback.finished && state !== "rolled-back") return `, taken back by ${harmless(rollback.runId)}`;
  return rollback.finished ? ` by ${harmless(rollback.runId)}` : `, rollback ${harmless(rollback.runId)} is open`;
}

/** @param at ISO 8601 */
export function timeOf(at: string | null): string {
  return at === null ? "" : harmlessMinute(at);
}

function evidenceOf({ evidence: { before, after } }: Shown): string | null {
  if (!before && !after) return null;
  return `verify-sync ${[...(before ? ["before"] : []), ...(after ? ["after"] : [])].join(" and ")}`;
}

/** Lines to type are never broken. */
function lineOf(label: string, line: string | null): readonly string[] {
  return line === null ? [] : [`  ${label.padEnd(11)}${harmlessSentence(line)}`];
}

const STEP_WORDS: Readonly<Record<Step["state"], readonly [words: string, tone: Tone]>> = {
  confirmed: ["done", "good"],
  sent: ["sent, not confirmed", "doubt"],
  "in-doubt": ["perhaps done", "doubt"],
  refused: ["not done", "quiet"],
};

function stepLines(step: Step, { paint, width }: Layout): readonly string[] {
  const [words, tone] = step.outcome === "already-so" ? (["was so already", "quiet"] as const) : STEP_WORDS[step.state];
  const number = `  ${step.number + 1}. `;
  const indent = " ".repeat(number.length);
  const at = step.sentAt === null ? [] : [`${harmless(step.sentAt.slice(0, 19)).replace("T", " ")} UTC`];
  const told = [
    ...at,
    ...(step.requestId === null ? [] : [`request ${harmless(step.requestId)}`]),
    ...(step.objectId === null ? [] : [`object ${harmless(step.objectId)}`]),
  ];
  const isOurs = step.state !== "refused" && step.outcome !== "already-so";
  const { possible, words: back } = step.takingBack;
  return [
    number +
      painted(wrap(`${words}: ${harmlessSentence(step.change.summary)}`, number.length, width), words, (text) =>
        paint(tone, text),
      ),
    ...(told.length === 0 ? [] : [indent + paint("quiet", wrap(told.join(", "), number.length, width))]),
    ...(isOurs ? [`${indent}${wrap(`${possible ? "Back" : "No way back"}: ${back}`, number.length, width)}`] : []),
  ];
}

/** Changes of the newest plan that no intent was written for. */
function notBegun({ plan, steps, state }: Shown, { paint, width }: Layout): readonly string[] {
  const begun = new Set(steps.map(({ change }) => change.summary));
  const rest = plan.filter(({ summary }) => !begun.has(summary));
  if (rest.length === 0 || state === "finished") return [];
  return [
    "",
    paint("strong", "Planned, and not begun"),
    ...rest.map(({ summary }) => `  - ${wrap(harmlessSentence(summary), 4, width)}`),
  ];
}
