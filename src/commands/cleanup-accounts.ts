import { isDeletion, planCleanup } from "../accounts/cleanup-plan.js";
import { type CleanupWishes, checkCleanupWishes, USUAL_QUARANTINE_MS } from "../accounts/cleanup-wishes.js";
import { classify } from "../accounts/identity-classes.js";
import type { Fleet } from "../accounts/identity-facts.js";
import { quarantineOf } from "../accounts/quarantine.js";
import { withActiveServer } from "../accounts/said-active.js";
import type { MayGo } from "../changes/identity-deletion-executors.js";
import { identityExecutors } from "../changes/identity-executor-set.js";
import type { RunMoment } from "../changes/run-moment.js";
import type { Read } from "../cloud/answers.js";
import type { ResultOf } from "../report/result-schemas.js";
import type { Change } from "../shapes/change.js";
import { GuardError } from "../shapes/errors.js";
import { sameId } from "../shapes/ids.js";
import { readApplicationIdentity } from "../tenant/application-identity.js";
import { type Organization, readOrganization } from "../tenant/organization.js";
import { readUser } from "../tenant/users.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { type IdentityType, requireStep, typesNamed } from "./cleanup-accounts-rights.js";
import { viewOf } from "./cleanup-accounts-view.js";
import { envelopeOf } from "./envelope.js";
import { surveyFleet } from "./identity-survey.js";
import { byIds } from "./named-in-open-run.js";
import { tellingOpenRun } from "./open-run-told.js";
import type { Session } from "./session.js";
import { type Turn, takeTurn } from "./turn.js";

export interface CleanupAccountsOptions extends ChangeOptions {
  readonly wishes: CleanupWishes;
}

type Result = ResultOf<"cleanup-accounts">;

const COMMAND = "cleanup-accounts";
/** As cleanup-health judges without --stale-after. */
const STALE_AFTER_MS = 2 * 86_400_000;

/**
 * Lists and judges the identities with which servers synchronise, or did. Those that are named are disabled, and in a later
 * run deleted: never both in one.
 * @throws {GuardError} where something that is named must stay, or is not in quarantine long enough; {UsageError}
 */
export function cleanupAccounts(
  session: Session,
  options: CleanupAccountsOptions,
  dialogue: Dialogue,
): Promise<Result> {
  const { wishes } = options;
  checkCleanupWishes(wishes, options.reason);
  const work = { options, wishesOf: () => wishes, types: typesNamed(wishes), subject: subjectOf(wishes) };
  return tellingOpenRun(session, options, { command: COMMAND, subject: work.subject }, () =>
    inTurn(session, work, dialogue),
  );
}

/**
 * Looks after all identities in quarantine, as the same step does of those that are named: records the proof where it is
 * there by now, and enables again where synchronisation got worse. Disables and deletes nothing. Only of a disabling that
 * audit log or journal tells of: a note alone could be anybody's.
 */
export function tendQuarantines(
  session: Session,
  options: ChangeOptions & {
    /** Of these alone; without it, of all. */
    readonly types?: readonly IdentityType[];
  },
  dialogue: Dialogue,
): Promise<Result> {
  const { types = ["user", "application"] } = options;
  const wishes: CleanupWishes = {
    ...{ identities: [], step: "disable", quarantineMs: USUAL_QUARANTINE_MS },
    ...{ activeServer: null, decommissioned: null },
  };
  const work: Work = {
    options: { ...options, wishes },
    wishesOf: (fleet) => ({ ...wishes, identities: inQuarantine(fleet, types) }),
    types: [],
    subject: `disable, those in quarantine, ${[...types].sort().join(", ")}`,
  };
  return tellingOpenRun(session, options, { command: COMMAND, subject: work.subject }, () =>
    inTurn(session, work, dialogue),
  );
}

function inQuarantine(fleet: Fleet, types: readonly IdentityType[]): readonly string[] {
  return fleet.identities.flatMap((one) => {
    if (!types.includes(one.type)) return [];
    const witnessed = quarantineOf(one, fleet)?.witnessed;
    return witnessed?.state === "known" && witnessed.value ? [one.id] : [];
  });
}

interface Work {
  readonly options: CleanupAccountsOptions;
  /** As they are once the tenant was read. */
  readonly wishesOf: (fleet: Fleet) => CleanupWishes;
  /** Of what is named, as far as the names tell it. */
  readonly types: readonly IdentityType[];
  readonly subject: string;
}

async function inTurn(session: Session, work: Work, dialogue: Dialogue): Promise<Result> {
  const { options, subject } = work;
  const doubts = await requireStep(session, options, work.types);
  const organization = await readOrganization(session.graph);
  if (options.wishes.step === null) return cleanUp(session, work, { organization, doubts }, dialogue);
  // From before the reading: two runs never plan on the same one.
  const about = { tenantId: organization.value.id, command: COMMAND, subject };
  const turn = await takeTurn(session, options, about);
  try {
    return await cleanUp(session, work, { organization, doubts, turn }, dialogue);
  } finally {
    turn.release();
  }
}

/** A run that was cut is gone on with by whoever asks for the same. */
function subjectOf({ step, identities }: CleanupWishes): string {
  if (step === null) return "";
  return `${step} ${[...new Set(identities.map((one) => one.trim().toLowerCase()))].sort().join(", ")}`;
}

interface Known {
  readonly organization: Read<Organization>;
  readonly doubts: readonly string[];
  readonly turn?: Turn;
}

async function cleanUp(
  session: Session,
  { options, wishesOf, subject }: Work,
  { organization, doubts, turn }: Known,
  dialogue: Dialogue,
): Promise<Result> {
  const envelope = envelopeOf(session, organization, options.ticket);
  const survey = await surveyFleet(session, organization, {
    ...{ journals: options.journals, staleAfterMs: STALE_AFTER_MS, first: options.wishes.identities },
  });
  const fleet = withActive(survey.fleet, options.wishes);
  const wishes = wishesOf(fleet);
  const identities = byIds(wishes.identities, turn?.openRun ?? null, deletedBy);
  const planned = planCleanup(fleet, classify(fleet), { ...wishes, identities });
  const types = planned.changes.map(({ target }) => ("userId" in target ? "user" : "application"));
  const more = types.length === 0 ? [] : await requireStep(session, options, types);
  let moment: RunMoment = { runId: turn?.openRun?.runId ?? "", at: envelope.at };
  const changing = await carryOut(
    session,
    {
      command: COMMAND,
      subject,
      wishes: { ...wishes },
      envelope,
      plan: planned.changes,
      warnings: [...new Set([...doubts, ...more, ...survey.warnings, ...planned.warnings])],
      namesToType: planned.namesToType,
      guardsOverridden: planned.guardsOverridden,
      ...(turn === undefined ? {} : { turn }),
    },
    identityExecutors({
      graph: session.graph,
      run: () => moment,
      mayGo: (identity) => stillGoes(session, { ...options, wishes }, identity),
    }),
    options,
    dialogue,
    {
      prepare: ({ runId, at }) => {
        moment = { ...startedAt(turn), runId, at };
      },
    },
  );
  return {
    schema: "aadc-cloud/cleanup-accounts@1",
    ...envelope,
    ...changing,
    ...(await viewOf(session.graph, { survey, fleet, planned, wishes, changing })),
  };
}

function startedAt(turn: Turn | undefined): Pick<RunMoment, "startedAt"> {
  const run = turn?.openRun ?? null;
  return run === null ? {} : { startedAt: run.begun.at };
}

/** Said by its name, or by the id of its entry in Connect Health. */
function withActive(fleet: Fleet, { activeServer: said }: CleanupWishes): Fleet {
  const entries = fleet.health.state === "known" ? fleet.health.value : [];
  const entry = entries.find(({ id }) => said !== null && sameId(id, said));
  return withActiveServer(fleet, entry?.machineName ?? said);
}

function deletedBy(change: Change) {
  if (change.kind === "delete-sync-user") return { id: change.target.userId, names: [change.target.name] };
  if (change.kind !== "delete-sync-application") return null;
  const { name, appId, servicePrincipalId } = change.target;
  return { id: servicePrincipalId, names: [name, appId] };
}

/**
 * Whether an identity may be disabled or deleted still, by a reading of its own: between the plan and this moment its server
 * may have come back.
 * @returns null: it may; else what is against it
 */
async function stillGoes(
  session: Session,
  options: CleanupAccountsOptions,
  { id, type }: Parameters<MayGo>[0],
): Promise<string | null> {
  const wishes = { ...options.wishes, identities: [id] };
  const survey = await surveyFleet(session, await readOrganization(session.graph), {
    ...{ journals: options.journals, staleAfterMs: STALE_AFTER_MS, first: [id] },
  });
  const found = survey.fleet.identities.find((one) => one.id === id);
  if (found === undefined) {
    const { value } = await (type === "user"
      ? readUser(session.graph, id)
      : readApplicationIdentity(session.graph, "id", id));
    // Gone already: by this very run, whose answer was lost.
    return value === null ? null : "it is there, and not among the identities that could be read";
  }
  try {
    const fleet = withActive(survey.fleet, wishes);
    const { changes } = planCleanup(fleet, classify(fleet), wishes);
    if (wishes.step === "delete") return changes.some(isDeletion) ? null : "it is not to be deleted any more";
    const isOff = found.enabled.state === "known" && !found.enabled.value;
    return isOff || changes.some(isDisabling) ? null : "it is not to be disabled any more";
  } catch (error) {
    if (error instanceof GuardError) return error.message.replace(/\.$/, "");
    throw error;
  }
}

function isDisabling(change: Change): boolean {
  return change.kind === "set-identity-enabled" && !change.after.accountEnabled;
}
