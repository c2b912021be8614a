// The second half of every changing command: show the plan, ask, journal, apply.
import { refuseOtherThan } from "../changes/agreed-plan.js";
import type { Executors } from "../changes/executor.js";
import type { Journals } from "../changes/journal.js";
import { isMade } from "../changes/run-record.js";
import type { Changing, Envelope } from "../report/result-schemas.js";
import type { SecretPlaces } from "../report/secret-places.js";
import type { Change, ChangeOutcome, Json } from "../shapes/change.js";
import { planHash, type SavedPlan, withoutPlace } from "../shapes/plan.js";
import type { RunRecord } from "../shapes/run.js";
import { minuteOf } from "../shapes/time.js";
import { carryOutRun, takenBackBy } from "./carry-out-run.js";
import { carriedOutBy, notAnyMore } from "./earlier-runs.js";
import type { Session } from "./session.js";
import { findOpenRun, type Turn, takeTurn } from "./turn.js";

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
  /** What must be typed besides, each once: what is done there is somebody else's. Not asked in a dry run. */
  readonly namesToType?: readonly {
    readonly name: string;
    readonly why: string;
    /** Ends "Type its name to …"; what is not said ends it. */
    readonly to?: string;
  }[];
  /** What of it was not said anew, with the plan that is carried out. */
  readonly fromPlanFile?: readonly ("reason" | "ticket")[];
  /** The run that was cut, and that this one goes on with. */
  readonly continues?: RunRecord;
  /** The run that this one takes back. */
  readonly rollbackOf?: string;
  /** Where what it makes secret goes: no part of the plan. */
  readonly secretsTo?: SecretPlaces;
}

/** What a command hands in of it. */
export interface Proposed extends Omit<Proposal, "dryRun" | "reason" | "planHash" | "continues" | "fromPlanFile"> {
  /**
   * Where the command has taken its turn before it read the tenant, and releases it itself; without it, it is taken here.
   * Its warnings are told here in either case.
   */
  readonly turn?: Turn;
}

/** The person (or the option) that decides whether a plan is carried out. */
export interface Dialogue {
  progress(line: string): void;
  /** Shows the plan, and unless it is a dry run obtains consent; throws when there is none. */
  approve(proposal: Proposal): Promise<void>;
}

/** What a command does in between. */
export interface Watch {
  /** Runs after consent and before the first write: what must be safe on the disk by then. The journal is begun already. */
  readonly prepare?: (run: RunName) => void | Promise<void>;
  /** Told of each change that is made and confirmed, at once. */
  readonly confirmed?: (change: Change, outcome: ChangeOutcome["outcome"]) => void | Promise<void>;
}

interface RunName {
  readonly runId: string;
  /** The service's time, ISO 8601. */
  readonly at: string;
  /** It was cut, and is gone on with. */
  readonly continued: boolean;
}

/** A run that is gone on with has the ticket that it was begun with. */
export type Carried = Changing & Pick<Envelope, "ticket">;

/**
 * Shows the plan, obtains consent, and carries it out: in a run of its own, or in the one of the same command on the same
 * subject that was cut.
 * @returns the part of the result that all changing commands share
 * @throws {GuardError} `locked`; `tenant-moved-on` and others where the plan is not the one that was agreed on, or somebody
 * changes the same; {UsageError} `journal`; {PartialError}, {InterruptedError} where a part is done
 */
export async function carryOut(
  session: Session,
  proposed: Proposed,
  executors: Executors,
  options: ChangeOptions,
  dialogue: Dialogue,
  watch: Watch = {},
): Promise<Carried> {
  const { turn: taken, ...proposal } = proposed;
  const turn = taken ?? (await turnFor(session, proposal, options));
  try {
    return await carryOutInTurn({ session, proposal, executors, options, dialogue, watch }, turn);
  } finally {
    if (taken === undefined) turn.release();
  }
}

/** What a run is made of, besides the plan. */
export interface Work {
  readonly session: Session;
  readonly proposal: Omit<Proposed, "turn">;
  readonly executors: Executors;
  readonly options: ChangeOptions;
  readonly dialogue: Dialogue;
  readonly watch: Watch;
}

/** Who has nothing to change needs no turn, and no place for a journal, unless a run is open. */
async function turnFor(session: Session, proposal: Work["proposal"], options: ChangeOptions): Promise<Turn> {
  const { command, subject, plan, envelope, rollbackOf } = proposal;
  const about = { tenantId: envelope.tenantId, command, subject };
  if (plan.length > 0 || rollbackOf !== undefined) return takeTurn(session, options, about);
  const found = await findOpenRun(options.journals, about, session);
  return found.openRun === null ? { ...found, release: () => undefined } : takeTurn(session, options, about);
}

async function carryOutInTurn(work: Work, { openRun, warnings: unreadable }: Turn): Promise<Carried> {
  const { session, proposal, options, dialogue } = work;
  const { plan, command, subject, envelope, wishes, guardsOverridden = [] } = proposal;
  const { reason, agreed, savePlan } = options;
  const begun = session.clock.elapsed();
  const dryRun = options.dryRun || savePlan !== undefined;
  const why = reason === undefined ? {} : { reason };
  const warnings = [...unreadable, ...notAnyMore(openRun, plan), ...proposal.warnings];
  const core = { tenantId: envelope.tenantId, command, subject, plan, wishes, guardsOverridden };
  const common = { ...why, dryRun, plan, planHash: planHash(core), guardsOverridden, warnings };
  if (agreed !== undefined) {
    const earlier = openRun === null ? await carriedOutBy(options.journals, agreed, core) : null;
    if (earlier !== null) return nothingLeft(common, agreed, earlier, session);
    refuseOtherThan(agreed, core, openRun);
  }
  const continues = openRun === null ? {} : { continues: openRun };
  const fromPlanFile = (["reason", "ticket"] as const).filter(
    (one) => options[one] !== undefined && options[one] === agreed?.[one],
  );
  await dialogue.approve({
    ...{ ...proposal, ...why, ...continues, fromPlanFile },
    ...{ warnings, dryRun, planHash: common.planHash },
  });
  savePlan?.({
    schema: "aadc-cloud/plan@1",
    ...envelope,
    ...core,
    ...why,
    ...{ wishes: withoutPlace(wishes), warnings, planHash: common.planHash },
  });
  // A rollback that finds nothing to undo is a run all the same: it closes the one that it takes back.
  if (dryRun || (plan.length === 0 && openRun === null && proposal.rollbackOf === undefined))
    return { ...common, runId: null, continued: false, rollback: null, applied: [], changed: false };
  const run = await carryOutRun({
    ...{ ...work, ...common, openRun },
    serviceTime: () => Date.parse(envelope.at) + session.clock.elapsed() - begun,
  });
  return {
    ...common,
    ...begunFor(openRun, options),
    warnings: [...warnings, ...run.warnings],
    runId: run.runId,
    continued: openRun !== null,
    rollback: takenBackBy(session, run.runId, [...plan, ...changesOf(openRun?.steps ?? [])]),
    applied: run.applied,
    changed: run.applied.some(({ outcome }) => isMade(outcome)),
  };
}

/** What a run that is gone on with was begun for, as far as it was not said anew. */
function begunFor(openRun: RunRecord | null, { reason, ticket }: ChangeOptions): Pick<Carried, "reason" | "ticket"> {
  if (openRun === null) return {};
  const why = reason ?? openRun.reason;
  const change = ticket ?? openRun.head.ticket ?? openRun.begun.ticket;
  return { ...(why === null ? {} : { reason: why }), ...(change === undefined ? {} : { ticket: change }) };
}

/** Whoever carries out a plan a second time is told that it is done, and by which run. */
function nothingLeft(
  common: Pick<Changing, "dryRun" | "guardsOverridden" | "warnings" | "reason">,
  { planHash: hash }: SavedPlan,
  { runId, head, steps }: RunRecord,
  session: Session,
): Changing {
  const done = `This very plan was carried out by the run ${runId} (${head.operator.name}, ${minuteOf(head.at)}): nothing is left of it to be done.`;
  return {
    ...{ ...common, plan: [], planHash: hash, warnings: [done, ...common.warnings] },
    ...{ runId: null, continued: false, applied: [], changed: false },
    rollback: takenBackBy(session, runId, changesOf(steps)),
  };
}

function changesOf(steps: RunRecord["steps"]): readonly Change[] {
  return steps.map(({ change }) => change);
}
