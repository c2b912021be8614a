// The second half of every changing command: show the plan, ask, journal, apply.
import { apply } from "../changes/apply.js";
import type { Executors } from "../changes/executor.js";
import { type Journals, newRunId } from "../changes/journal.js";
import type { Changing, Envelope } from "../report/result-schemas.js";
import type { Change, ChangeOutcome, Json } from "../shapes/change.js";
import { planHash, type SavedPlan } from "../shapes/plan.js";
import type { RunRecord } from "../shapes/run.js";
import type { Session } from "./session.js";

export interface ChangeOptions {
  readonly dryRun: boolean;
  readonly journals: Journals;
  readonly reason?: string;
  readonly ticket?: string;
  /** Receives the plan instead of its being carried out; nothing is changed then. */
  readonly savePlan?: (plan: SavedPlan) => void;
  /** The plan that was agreed on: anything else that would be done now is refused. */
  readonly agreed?: SavedPlan;
  /** Keeps the outcome of `verify-sync` before the first write and after the last one in the journal. */
  readonly evidence?: boolean;
}

/** What a plan is shown with. */
export interface Proposal {
  readonly command: string;
  /** What the command is about, such as the account's name. */
  readonly subject: string;
  readonly envelope: Envelope;
  /** The options that shaped the plan, as plain data: a saved plan is made anew with them. */
  readonly wishes: Json;
  readonly plan: readonly Change[];
  readonly planHash: string;
  readonly warnings: readonly string[];
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  /** Guards that an option has opened, by the name of what they guard against. */
  readonly guardsOverridden?: readonly string[];
  /** The run that was cut, and that this one goes on with. */
  readonly continues?: RunRecord;
}

/** The person (or the option) that decides whether a plan is carried out. */
export interface Dialogue {
  progress(line: string): void;
  /** Shows the plan, and unless it is a dry run obtains consent; throws when there is none. */
  approve(proposal: Proposal): Promise<void>;
}

/** What a command does in between. */
export interface Watch {
  /** Runs after consent and before the first write: what must be safe on the disk by then. */
  readonly prepare?: () => void | Promise<void>;
  /** Told of each change that is made and confirmed, at once. */
  readonly confirmed?: (change: Change, outcome: ChangeOutcome["outcome"]) => void | Promise<void>;
}

/**
 * @returns the part of the result that all changing commands share
 */
export async function carryOut(
  session: Session,
  proposal: Omit<Proposal, "dryRun" | "reason" | "planHash" | "continues">,
  executors: Executors,
  options: ChangeOptions,
  dialogue: Dialogue,
  watch: Watch = {},
): Promise<Changing> {
  const { plan, warnings, command, subject, envelope, wishes, guardsOverridden = [] } = proposal;
  const { dryRun, reason, journals } = options;
  const why = reason === undefined ? {} : { reason };
  const hash = planHash({ tenantId: envelope.tenantId, command, subject, plan });
  const common = { ...why, dryRun, plan, planHash: hash, guardsOverridden, warnings };
  await dialogue.approve({ ...proposal, ...why, dryRun, planHash: hash });
  if (dryRun || plan.length === 0)
    return { ...common, runId: null, continued: false, rollback: null, applied: [], changed: false };
  await watch.prepare?.();
  const { clock, signal } = session;
  const runId = newRunId(clock.epoch(), session.uuid());
  const journal = await journals.start(runId);
  try {
    await journal.append({ entry: "started", run: runId, head: envelope, ...why });
    await journal.append({ entry: "plan", command, subject, plan, planHash: hash, wishes, warnings, guardsOverridden });
    const applied = await apply(plan, {
      executors,
      journal,
      clock,
      signal,
      progress: (line) => dialogue.progress(line),
      confirmed: (change, outcome) => watch.confirmed?.(change, outcome),
    });
    return {
      ...common,
      runId,
      continued: false,
      rollback: session.typed(`runs rollback ${runId}`),
      applied,
      changed: applied.some(({ outcome }) => outcome === "done"),
    };
  } finally {
    await journal.close();
  }
}
