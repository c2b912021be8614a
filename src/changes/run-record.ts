// What a journal says, read as a whole: which changes were made, which are in doubt, whether the run came to its end.
import type { RunEntry, RunRecord, RunStep } from "../shapes/run.js";
import type { JournalLine } from "./journal-lines.js";

type Of<E extends RunEntry["entry"]> = Extract<RunEntry, { entry: E }>;

/** @returns null where not even its beginning is there: it was cut before anything could have been done */
export function recordOf(lines: readonly JournalLine[]): RunRecord | null {
  const started = ofKind(lines, "started")[0];
  const plan = ofKind(lines, "plan").at(-1);
  if (started === undefined || plan === undefined) return null;
  const steps = stepsOf(lines);
  const last = lines.at(-1);
  const evidence = ofKind(lines, "evidence");
  const stopped = last?.entry.entry === "stopped" ? last.entry : null;
  return {
    runId: started.run,
    head: ofKind(lines, "continued").at(-1)?.head ?? started.head,
    command: plan.command,
    subject: plan.subject,
    reason: started.reason ?? null,
    rollbackOf: started.rollbackOf ?? null,
    plan: plan.plan,
    planHash: plan.planHash,
    wishes: plan.wishes,
    guardsOverridden: plan.guardsOverridden,
    steps,
    state:
      last?.entry.entry === "finished"
        ? "finished"
        : steps.some(({ state, outcome }) => state === "in-doubt" || outcome === "done")
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
