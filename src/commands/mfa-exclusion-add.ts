import { exclusionExecutors } from "../changes/exclusion-executors.js";
import type { Executors } from "../changes/executor.js";
import { createGroupLookup } from "../changes/group-lookup.js";
import { lockExecutors } from "../changes/lock-executors.js";
import { createPolicyImages } from "../changes/policy-images.js";
import {
  checkExclusionWishes,
  type ExclusionWishes,
  keptWishes,
  NO_EXCLUSION_WISHES,
} from "../conditional-access/exclusion-wishes.js";
import type { OperationName } from "../knowledge/operations.js";
import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import { minuteOf } from "../shapes/time.js";
import { readOrganization } from "../tenant/organization.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import { endedMeanwhile, endOf, refuseEnded, takenBack } from "./exclusion-end.js";
import { planAdd } from "./exclusion-plan.js";
import { NO_PROOF, proveEffect } from "./exclusion-proof.js";
import { type ExclusionSurvey, surveyExclusion } from "./exclusion-survey.js";
import { tellingOpenRun } from "./open-run-told.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";
import { type Turn, takeTurn } from "./turn.js";

/** What is not said is as in `NO_EXCLUSION_WISHES`. */
export type MfaExclusionAddOptions = ChangeOptions & Partial<ExclusionWishes>;

type Result = ResultOf<"mfa-exclusion-add">;

/** Excludes accounts from the policies that bind them and from no others, proves it, and says who takes it back. */
export async function mfaExclusionAdd(
  session: Session,
  options: MfaExclusionAddOptions,
  dialogue: Dialogue,
): Promise<Result> {
  const wishes = wishesIn(options);
  checkExclusionWishes(wishes);
  const about = { command: COMMAND, subject: subjectOf(wishes) };
  return tellingOpenRun(session, options, about, () => inTurn(session, options, wishes, dialogue));
}

async function inTurn(
  session: Session,
  options: MfaExclusionAddOptions,
  wishes: ExclusionWishes,
  dialogue: Dialogue,
): Promise<Result> {
  const doubts = await requireRights(session, operationsOf(wishes), options);
  const organization = await readOrganization(session.graph);
  // From before the reading: two runs never plan on the same one.
  const about = { tenantId: organization.value.id, command: COMMAND, subject: subjectOf(wishes) };
  const turn = await takeTurn(session, options, about);
  try {
    return await add(session, { options, wishes, turn, doubts }, dialogue);
  } finally {
    turn.release();
  }
}

const COMMAND = "mfa-exclusion add";

function wishesIn(options: MfaExclusionAddOptions): ExclusionWishes {
  const usual = NO_EXCLUSION_WISHES;
  const {
    via = usual.via,
    groupName = usual.groupName,
    policies = usual.policies,
    expiresMs = usual.expiresMs,
    until = usual.until,
    lockTo = usual.lockTo,
    enforce = usual.enforce,
    acceptHuman = usual.acceptHuman,
    acceptUnprotected = usual.acceptUnprotected,
  } = options;
  const asked = options.for ?? usual.for;
  return {
    ...{ for: asked, via, groupName, policies, expiresMs, until, lockTo, enforce, acceptHuman, acceptUnprotected },
  };
}

/** A run that was cut is gone on with by whoever asks for the same. */
function subjectOf(wishes: ExclusionWishes): string {
  return [...new Set(wishes.for.map((one) => one.trim()))].sort().join(", ");
}

/** Rights that only an option needs are asked of nobody else. */
function operationsOf({ expiresMs, via, lockTo, enforce }: ExclusionWishes): readonly OperationName[] {
  const options: readonly (OperationName | false)[] = [
    // An end is kept in the account's mark.
    expiresMs !== null && "mfa-exclusion add --for svc",
    via === "group" && "mfa-exclusion add --via group",
    lockTo !== null && (enforce ? "mfa-exclusion add --lock-to --enforce" : "mfa-exclusion add --lock-to"),
  ];
  return [COMMAND, ...options.filter((one) => one !== false)];
}

interface Work {
  readonly options: MfaExclusionAddOptions;
  readonly wishes: ExclusionWishes;
  readonly turn: Turn;
  readonly doubts: readonly string[];
}

async function add(session: Session, { options, wishes, turn, doubts }: Work, dialogue: Dialogue): Promise<Result> {
  const begun = session.clock.elapsed();
  const survey = await surveyExclusion(session, { for: wishes.for, witnesses: true }, (line) =>
    dialogue.progress(line),
  );
  refuseUnknownPolicies(wishes, survey, session);
  const until = endOf(wishes, turn.openRun, serviceTime(survey.organization));
  const planned = await planAdd(session, survey, wishes, until, options.journals);
  const end = until === null || planned.endsOf.length === 0 ? null : takenBack(until, planned.endsOf, session);
  const now = () => serviceTime(survey.organization) + session.clock.elapsed() - begun;
  const envelope = envelopeOf(session, survey.organization, options.ticket);
  const changing = await carryOut(
    session,
    {
      command: COMMAND,
      subject: subjectOf(wishes),
      wishes: keptWishes({ ...wishes, until }),
      envelope,
      plan: planned.changes,
      warnings: [
        ...doubts,
        ...survey.beyond,
        ...planned.warnings,
        ...unheardWords(survey),
        ...(end === null ? [] : [endWords(end)]),
      ],
      guardsOverridden: planned.guardsOverridden,
      turn,
    },
    executors(session, survey),
    options,
    dialogue,
    // Whoever is asked may take their time.
    { prepare: () => refuseEnded(end, now()) },
  );
  const proof = changing.changed ? await proveEffect(session, { survey, planned, wishes }, dialogue) : NO_PROOF;
  return {
    ...{ schema: "aadc-cloud/mfa-exclusion-add@1", ...envelope, ...changing },
    warnings: [...changing.warnings, ...(changing.changed ? endedMeanwhile(end, now()) : []), ...proof.warnings],
    policies: [...survey.judged],
    proof: proof.proof,
    end,
  };
}

function executors({ graph, cloud }: Session, { policies, locations }: ExclusionSurvey): Executors {
  const images = createPolicyImages(policies);
  const places = locations.state === "known" ? locations.value : [];
  return {
    ...exclusionExecutors({ graph, origin: cloud.graph, images, groups: createGroupLookup(graph) }),
    ...lockExecutors({ graph, policies, locations: places, images }),
  };
}

/** @throws {UsageError} before anything else is asked: a mistyped id would silently do nothing */
function refuseUnknownPolicies({ policies }: ExclusionWishes, survey: ExclusionSurvey, { typed }: Session): void {
  const missing = policies.find((id) => survey.policies.every((one) => one.id.toLowerCase() !== id.toLowerCase()));
  if (missing === undefined) return;
  throw new UsageError(`There is no policy with the id ${missing}.`, {
    code: "unknown-policy",
    remedy: `${typed("mfa-exclusion status -o json")} shows the ids.`,
  });
}

/** Where nobody else could be heard, our own evaluation alone has decided. */
function unheardWords({ unheard, policies }: ExclusionSurvey): readonly string[] {
  if (policies.length === 0) return [];
  const names = { "what-if": "What-If", "sign-ins": "the log of sign-ins" } as const;
  return unheard.map(
    ({ witness, subject, reason, remedy }) =>
      `Not compared with ${names[witness]}${subject === null ? "" : ` for ${subject}`}: ${reason} ${remedy}`,
  );
}

function endWords({ until, line }: NonNullable<Result["end"]>): string {
  return `Nobody takes the exclusion back by itself: after ${minuteOf(until)} run ${line}`;
}
