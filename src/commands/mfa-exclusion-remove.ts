import { exclusionExecutors } from "../changes/exclusion-executors.js";
import { createGroupLookup } from "../changes/group-lookup.js";
import { createPolicyImages } from "../changes/policy-images.js";
import type { Read } from "../cloud/answers.js";
import { type EndingPlan, planEnding } from "../conditional-access/ending.js";
import { checkEndingWishes } from "../conditional-access/ending-wishes.js";
import type { EndingWishes } from "../conditional-access/exclusion-wishes.js";
import type { OperationName } from "../knowledge/operations.js";
import { harmless } from "../report/harmless.js";
import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import { type Organization, readOrganization } from "../tenant/organization.js";
import { warnOfBoundPersons } from "./bound-person-survey.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { guardThoseInUse } from "./ending-guard.js";
import { leftoverWords } from "./ending-leftovers.js";
import { type EndingSurvey, surveyEnding } from "./ending-survey.js";
import { envelopeOf } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";
import { type Turn, takeTurn } from "./turn.js";

/** What is not said: the sync identities, or with `expired` whoever is past its time. */
export type MfaExclusionRemoveOptions = ChangeOptions & Partial<EndingWishes>;

type Result = ResultOf<"mfa-exclusion-remove">;

const COMMAND = "mfa-exclusion remove";

/**
 * Takes out of policies and groups what this program's runs have put in, and gives MFA back.
 * @throws {GuardError} `in-use` where that would bind those that synchronise and are, or may be, in use; {UsageError}
 */
export async function mfaExclusionRemove(
  session: Session,
  options: MfaExclusionRemoveOptions,
  dialogue: Dialogue,
): Promise<Result> {
  const wishes = wishesIn(options);
  checkEndingWishes(wishes);
  const about = { command: COMMAND, subject: subjectOf(wishes) };
  return tellingOpenRun(session, options, about, () => inTurn(session, options, wishes, dialogue));
}

async function inTurn(
  session: Session,
  options: MfaExclusionRemoveOptions,
  wishes: EndingWishes,
  dialogue: Dialogue,
): Promise<Result> {
  const doubts = await requireRights(session, operationsOf(wishes), options);
  const organization = await readOrganization(session.graph);
  // From before the reading: two runs never plan on the same one.
  const about = { tenantId: organization.value.id, command: COMMAND, subject: subjectOf(wishes) };
  const turn = await takeTurn(session, options, about);
  try {
    return await remove(session, { options, wishes, turn, doubts, organization }, dialogue);
  } finally {
    turn.release();
  }
}

function wishesIn({ for: asked, policies = [], expired = false }: MfaExclusionRemoveOptions): EndingWishes {
  const words = asked?.flatMap((text) => text.split(",")).map((word) => word.trim());
  return { for: words ?? (expired ? [] : ["sync"]), policies, expired };
}

/** A run that was cut is gone on with by whoever asks for the same. */
function subjectOf({ for: asked, expired }: EndingWishes): string {
  const words = [...new Set(asked)].sort().join(", ");
  if (!expired) return words;
  return words === "" ? "expired" : `expired, ${words}`;
}

/** Marks are of accounts that were named, or are past their time. */
function operationsOf({ for: asked, expired }: EndingWishes): readonly OperationName[] {
  const marks = expired || asked.some((word) => word.toLowerCase() !== "sync");
  return marks ? [COMMAND, "mfa-exclusion remove --for svc"] : [COMMAND];
}

interface Work {
  readonly options: MfaExclusionRemoveOptions;
  readonly wishes: EndingWishes;
  readonly turn: Turn;
  readonly doubts: readonly string[];
  readonly organization: Read<Organization>;
}

async function remove(session: Session, work: Work, dialogue: Dialogue): Promise<Result> {
  const { options, wishes, turn, doubts, organization } = work;
  const told = new Set(doubts);
  const askForGroups = async () => {
    for (const doubt of await requireRights(session, "mfa-exclusion remove from a group", options)) told.add(doubt);
  };
  const survey = await surveyEnding(session.graph, organization, wishes, options.journals, askForGroups);
  const { policies } = survey.ground;
  refuseUnknownPolicies(wishes, survey, session);
  const planned = planEnding({ ...survey, policies }, { ...wishes, for: survey.words });
  const guarded = await guardThoseInUse(session.graph, survey.ground, planned.changes);
  // Of a group that only the mark tells of, it is known now.
  if (planned.changes.some(({ kind }) => kind === "remove-group-member")) await askForGroups();
  const persons = await warnOfBoundPersons(session.graph, survey, planned);
  const envelope = envelopeOf(session, organization, options.ticket);
  const changing = await carryOut(
    session,
    {
      command: COMMAND,
      subject: subjectOf(wishes),
      wishes: { ...wishes },
      envelope,
      plan: planned.changes,
      warnings: [
        ...new Set([...told, ...survey.warnings, ...planned.warnings]),
        ...persons,
        ...guarded.warnings,
        ...nothingWords(planned, survey, wishes, options),
        ...(await leftoverWords(survey, planned.changes.length, options.journals, session)),
      ],
      namesToType: planned.namesToType.map(({ policyId, policyName }) => ({
        // Without a name to be typed, its id is.
        name: harmless(policyName).trim() === "" ? policyId : policyName,
        why: `The exclusion in the policy "${policyName}" is by somebody else's doing`,
      })),
      turn,
    },
    exclusionExecutors({
      graph: session.graph,
      origin: session.cloud.graph,
      images: createPolicyImages(policies),
      groups: createGroupLookup(session.graph),
    }),
    options,
    dialogue,
  );
  return {
    schema: "aadc-cloud/mfa-exclusion-remove@1",
    ...{ ...envelope, ...changing },
    entries: [...planned.entries],
    identities: [...guarded.identities],
    nextDue: survey.nextDue,
  };
}

/** @throws {UsageError} a mistyped id would silently do nothing */
function refuseUnknownPolicies({ policies }: EndingWishes, { ground }: EndingSurvey, { typed }: Session): void {
  const missing = policies.find((id) => ground.policies.every((one) => one.id.toLowerCase() !== id.toLowerCase()));
  if (missing === undefined) return;
  throw new UsageError(`There is no policy with the id ${missing}.`, {
    code: "unknown-policy",
    remedy: `${typed("mfa-exclusion status -o json")} shows the ids.`,
  });
}

/** Where something is told to be there, that is said instead. */
function nothingWords(
  { changes, warnings }: EndingPlan,
  survey: EndingSurvey,
  { expired }: EndingWishes,
  { journals }: ChangeOptions,
): readonly string[] {
  if (changes.length + warnings.length + survey.warnings.length > 0) return [];
  if (expired)
    return [
      `No exclusion is known here to be past its time. Looked at were the service account, who was named, and whom the journals on this machine tell of: ${journals.where}. For somebody who was excluded from another machine, add --for.`,
    ];
  return [
    `No exclusion that this program has made, and that is still there, is known of here. What its runs did is told by their journals, and those are on this machine only: ${journals.where}`,
  ];
}
