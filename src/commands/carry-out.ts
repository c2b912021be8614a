// The second half of every changing command: show the plan, ask, journal, apply.
import { apply } from "../changes/apply.js";
import type { Executors } from "../changes/executor.js";
import { newRunId, openJournal } from "../changes/journal.js";
import type { Changing, Envelope } from "../report/result-schemas.js";
import { type Change, planHash } from "../shapes/change.js";
import type { Session } from "./session.js";

export interface ChangeOptions {
  readonly dryRun: boolean;
  readonly stateDir: string;
  readonly reason?: string;
  readonly ticket?: string;
}

/** What a plan is shown with. */
export interface Proposal {
  readonly command: string;
  readonly envelope: Envelope;
  readonly plan: readonly Change[];
  readonly warnings: readonly string[];
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  /** Guards that an option has opened, by the name of what they guard against. */
  readonly guardsOverridden?: readonly string[];
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
  /** Told of each change that was made, as soon as it is confirmed. */
  readonly confirmed?: (change: Change) => void;
}

/**
 * @returns the part of the result that all changing commands share
 */
export async function carryOut(
  session: Session,
  proposal: Omit<Proposal, "dryRun" | "reason">,
  executors: Executors,
  options: ChangeOptions,
  dialogue: Dialogue,
  watch: Watch = {},
): Promise<Changing> {
  const { plan, warnings, command, envelope, guardsOverridden = [] } = proposal;
  const { dryRun, reason } = options;
  const why = reason === undefined ? {} : { reason };
  const common = { ...why, dryRun, plan, planHash: planHash(plan), guardsOverridden, warnings };
  await dialogue.approve({ ...proposal, ...why, dryRun });
  if (dryRun || plan.length === 0) return { ...common, runId: null, applied: [], changed: false };
  await watch.prepare?.();
  const { clock, signal } = session;
  const runId = newRunId(clock.epoch(), session.uuid());
  const journal = openJournal(options.stateDir, runId, () => clock.epoch());
  try {
    journal.append({
      run: runId,
      command,
      started: envelope,
      ...why,
      plan,
      planHash: common.planHash,
      ...(guardsOverridden.length === 0 ? {} : { guardsOverridden }),
    });
    const applied = await apply(plan, {
      executors,
      journal,
      clock,
      signal,
      progress: (line) => dialogue.progress(line),
      confirmed: (change) => watch.confirmed?.(change),
    });
    return { ...common, runId, applied, changed: applied.some(({ outcome }) => outcome === "done") };
  } finally {
    journal.close();
  }
}
