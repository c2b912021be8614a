// What a journal says, read as a whole: which changes were made, which are in doubt, whether the run came to its end.
import type { RunEntry, RunRecord, RunStep } from "../shapes/run.js";

export interface JournalLine {
  /** On the clock of the machine that wrote it, ISO 8601. */
  readonly written: string;
  readonly entry: RunEntry;
}

type Of<E extends RunEntry["entry"]> = Extract<RunEntry, { entry: E }>;

/** @returns null where not even its beginning is there: it was cut before anything could have been done */
export function recordOf(lines: readonly JournalLine[]): RunRecord | null {
  const started = ofKind(lines, "started")[0];
  const plans = ofKind(lines, "plan");
  const plan = plans.at(-1);
  if (started === undefined || plan === undefined) return null;
  const steps = stepsOf(lines);
  const last = lines.at(-1);
  const evidence = ofKind(lines, "evidence");
  const stopped = last?.entry.entry === "stopped" ? last.entry : null;
  return {
    runId: started.run,
    begun: started.head,
    head: ofKind(lines, "continued").at(-1)?.head ?? started.head,
    command: plan.command,
    subject: plan.subject,
    reason: started.reason ?? null,
    rollbackOf: started.rollbackOf ?? null,
    plan: plan.plan,
    planHash: plan.planHash,
    planHashes: plans.map((one) => one.planHash),
    wishes: plan.wishes,
    warnings: plan.warnings,
    guardsOverridden: plan.guardsOverridden,
    steps,
    state: hasFinished(lines)
      ? "finished"
      : steps.some(({ state, outcome }) => state === "in-doubt" || isMade(outcome))
        ? "open"
        : "nothing-done",
    stopped: stopped === null ? null : { code: stopped.code, message: stopped.message },
    evidence: {
      before: evidence.find(({ when }) => when === "before")?.result ?? null,
      after: evidence.findLast(({ when }) => when === "after")?.result ?? null,
    },
    lastAt: last?.written ?? "",
  };
}

/** What was seen after its end belongs to it; going on after its end makes it open again. */
function hasFinished(lines: readonly JournalLine[]): boolean {
  const last = lines.findLast(({ entry }) => entry.entry !== "evidence");
  return last?.entry.entry === "finished";
}

/** Whether it was made by this run, in whichever of its parts. */
export function isMade(outcome: RunStep["outcome"]): boolean {
  return outcome === "done" || outcome === "done-earlier";
}

function stepsOf(lines: readonly JournalLine[]): readonly RunStep[] {
  const steps = new Map<number, RunStep>();
  const amend = (number: number, news: Partial<RunStep>) => {
    const step = steps.get(number);
    if (step !== undefined) steps.set(number, { ...step, ...news });
  };
  for (const { entry } of lines)
    if (entry.entry === "intent")
      steps.set(entry.number, {
        number: entry.number,
        change: entry.change,
        state: "in-doubt",
        outcome: null,
        requestId: null,
        sentAt: null,
        objectId: null,
        imageBefore: entry.image ?? null,
        imageAfter: null,
      });
    else if (entry.entry === "refused") amend(entry.number, { state: "refused" });
    else if (entry.entry === "sent") {
      const { number, outcome, requestId, at, objectId } = entry;
      amend(number, { state: "sent", outcome, requestId, sentAt: at, objectId });
    } else if (entry.entry === "confirmed")
      for (const [index, number] of entry.numbers.entries())
        amend(number, { state: "confirmed", imageAfter: entry.images?.[index] ?? null });
  return [...steps.values()].sort((a, b) => a.number - b.number);
}

function ofKind<E extends RunEntry["entry"]>(lines: readonly JournalLine[], kind: E): readonly Of<E>[] {
  return lines.flatMap(({ entry }) => (entry.entry === kind ? [entry as Of<E>] : []));
}
