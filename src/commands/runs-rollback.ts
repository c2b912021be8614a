// Takes a run back: what is still as the run left it is undone, newest first; what somebody has changed since is left alone.
import { type Decision, planRollback } from "../changes/inverse.js";
import type { Journals } from "../changes/journal.js";
import { removableFrom } from "../changes/role-executors.js";
import type { RunMoment } from "../changes/run-moment.js";
import type { Need } from "../knowledge/permissions.js";
import { ROLLBACK_NEEDS } from "../knowledge/rollback-needs.js";
import type { ResultOf } from "../report/result-schemas.js";
import type { Change } from "../shapes/change.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { RunRecord, RunStep } from "../shapes/run.js";
import { isKnownKind } from "../shapes/taking-back.js";
import { minuteOf } from "../shapes/time.js";
import { readTenantName } from "../tenant/organization.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import { requireRights } from "./required-rights.js";
import { warnOfThoseBound } from "./rollback-bound.js";
import { takingBackExecutors } from "./rollback-executors.js";
import { surveyPeople } from "./rollback-people.js";
import { requireWhole } from "./rollback-restored.js";
import { stepsToTakeBack, surveyRun } from "./rollback-survey.js";
import { listRuns } from "./run-views.js";
import type { Session } from "./session.js";
import { takeTurn } from "./turn.js";

export interface RunsRollbackOptions extends ChangeOptions {
  /** As its journal tells it. */
  readonly record: RunRecord;
  /** How long the whole command may take; undefined: as long as it needs. */
  readonly timeoutMs?: number;
}

const COMMAND = "runs rollback";

/**
 * @throws {GuardError} `run-of-other-tenant`; {UsageError} `nothing-to-take-back`; as `carryOut`
 */
export async function runsRollback(
  session: Session,
  options: RunsRollbackOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"runs-rollback">> {
  const about = { command: COMMAND, subject: options.record.runId };
  return tellingOpenRun(session, options, about, () => takeBack(session, options, dialogue));
}

async function takeBack(
  session: Session,
  options: RunsRollbackOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"runs-rollback">> {
  const { graph } = session;
  const { runId } = options.record;
  const made = stepsToTakeBack(options.record);
  if (made.length === 0) throw nothingDone(options.record, session);
  const { tenantId } = await session.grants();
  if (tenantId !== null) refuseOtherTenant(options.record, tenantId, session);
  const doubts = await requireRights(session, COMMAND, { dryRun: options.dryRun, needs: needsOf(made) });
  const organization = await readTenantName(graph);
  const envelope = envelopeOf(session, organization, options.ticket);
  refuseOtherTenant(options.record, envelope.tenantId, session);
  const turn = await takeTurn(session, options, { tenantId: envelope.tenantId, command: COMMAND, subject: runId });
  try {
    // While the turn was waited for, the run may have been gone on with.
    const record = await options.journals.read(runId);
    const justification = options.reason ?? `Take back run ${runId}`;
    const about = { justification, ticket: options.ticket, origin: session.cloud.graph, arm: session.arm };
    const { seen, work } = await surveyRun(graph, record, about, turn.openRun !== null);
    const people = await surveyPeople(session, seen, { ...options, ...envelope });
    const decisions = planRollback(seen, people);
    const plan = decisions.flatMap(({ changes }) => changes);
    let moment: RunMoment = { runId: turn.openRun?.runId ?? "", at: envelope.at };
    const carried = await carryOut(
      session,
      {
        command: COMMAND,
        subject: runId,
        wishes: { run: runId },
        envelope,
        plan,
        warnings: [
          ...doubts,
          ...decisions.flatMap(warningOf),
          ...waits(decisions, envelope.at, options.timeoutMs),
          ...people.warningsOf(plan),
          ...(await warnOfThoseBound(graph, work.policies, plan)),
        ],
        // A run that was cut is closed by what takes it back, also where nothing is left to be undone.
        ...(plan.length > 0 || (await isOpen(options.journals, runId)) ? { rollbackOf: runId } : {}),
        turn,
      },
      takingBackExecutors(work, () => moment),
      options,
      dialogue,
      {
        prepare: (run) => {
          moment = run;
        },
      },
    );
    if (!carried.dryRun) await requireWhole(session, decisions);
    return {
      schema: "aadc-cloud/runs-rollback@1",
      ...envelope,
      ...carried,
      run: { runId, command: record.command, subject: record.subject, begunAt: record.begun.at },
      steps: decisions.map(({ step, verdict, words }) => ({
        number: step.number,
        summary: step.change.summary,
        verdict,
        words,
      })),
    };
  } finally {
    turn.release();
  }
}

async function isOpen(journals: Journals, runId: string): Promise<boolean> {
  const view = (await listRuns(journals)).find((one) => one.runId === runId);
  return view !== undefined && ["open", "under-way"].includes(view.state);
}

function refuseOtherTenant({ runId, begun }: RunRecord, tenantId: string, session: Session): void {
  if (begun.tenantId.toLowerCase() === tenantId.toLowerCase() && begun.tenant.cloud === session.cloud.name) return;
  throw new GuardError(
    `Run ${runId} changed the tenant ${begun.tenantId} (${begun.tenant.initialDomain}, cloud ${begun.tenant.cloud}), and the sign-in belongs to ${tenantId} (cloud ${session.cloud.name}). Nothing was changed.`,
    { code: "run-of-other-tenant", remedy: `Sign in at that tenant: --tenant ${begun.tenantId}` },
  );
}

function nothingDone({ runId, rollbackOf }: RunRecord, { typed }: Session): UsageError {
  return new UsageError(`Run ${runId} has changed nothing, so that nothing is to be taken back.`, {
    code: "nothing-to-take-back",
    remedy:
      rollbackOf === null
        ? `Which runs changed something is shown by: ${typed("runs list")}`
        : `It was to take another run back. To do that: ${typed(`runs rollback ${rollbackOf}`)}`,
  });
}

const NEEDS: Readonly<Record<Change["kind"], readonly Need[]>> = ROLLBACK_NEEDS;

function needsOf(steps: readonly RunStep[]): readonly Need[] {
  const needs = steps.flatMap(({ change }): readonly Need[] => (isKnownKind(change.kind) ? needsOfChange(change) : []));
  const usesPim = steps.some(({ change }) => {
    if (change.kind === "assign-role") return change.after.how !== "direct";
    return change.kind === "unassign-role" && change.before.how !== "direct";
  });
  // Whoever registers applications may be allowed no more than to tell the tenant's name.
  const tenant: Need = steps.every(({ change }) => "uniqueName" in change.target) ? "name-tenant" : "read-organization";
  return [...new Set<Need>([tenant, ...needs, ...(usesPim ? (["read-privileged-roles"] as const) : [])])];
}

/** Whoever takes back what was done to a user needs no right at applications, and the other way round. */
function needsOfChange(change: Change): readonly Need[] {
  const needs = NEEDS[change.kind];
  if (change.kind !== "set-identity-enabled" && change.kind !== "note-quarantine") return needs;
  const others = change.target.type === "user" ? OF_APPLICATIONS : OF_USERS;
  return needs.filter((need) => !others.includes(need));
}

const OF_APPLICATIONS: readonly Need[] = ["read-applications", "manage-sync-applications"];
const OF_USERS: readonly Need[] = ["read-accounts", "disable-accounts", "mark-accounts"];

function warningOf({ step, verdict, words, changes }: Decision): readonly string[] {
  const what = step.change.summary;
  switch (verdict) {
    case "left-alone":
      return [`Left alone: ${what}. ${words}`];
    case "cannot":
      return [`Cannot be taken back: ${what}. ${words}`];
    case "take-back":
      return words === "" || changes.length === 0 ? [] : [`To take back: ${what}. ${words}`];
    case "as-before":
      return [];
  }
}

/** A role that was given a moment ago cannot be taken away at once: said before anybody agrees to it. */
function waits(decisions: readonly Decision[], now: string, timeoutMs: number | undefined): readonly string[] {
  return decisions.flatMap(({ step: { change, sentAt }, changes }) => {
    if (change.kind !== "assign-role" || change.after.how !== "active" || sentAt === null || changes.length === 0)
      return [];
    const from = removableFrom(sentAt);
    const left = Date.parse(from) - Date.parse(now);
    if (!(left > 0)) return [];
    const at = minuteOf(from);
    const tooShort =
      timeoutMs !== undefined && timeoutMs < left ? " The --timeout that was given is over before that." : "";
    return [
      `Privileged Identity Management lets the role ${change.after.roleName} be taken away five minutes after it was given, from about ${at} on: the run waits until then.${tooShort}`,
    ];
  });
}
