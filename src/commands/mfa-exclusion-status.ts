import type { Journals } from "../changes/journal.js";
import { lockSteps, nextSteps } from "../conditional-access/exclusion-next.js";
import { lockOf } from "../conditional-access/lock-shape.js";
import { standingExclusions, takingBackSteps } from "../conditional-access/standing-exclusions.js";
import type { ResultOf } from "../report/result-schemas.js";
import { identityView } from "./binding-survey.js";
import { envelopeOf } from "./envelope.js";
import { entriesOfOurs } from "./exclusion-entries.js";
import { type ExclusionSubject, type ExclusionSurvey, surveyExclusion } from "./exclusion-survey.js";
import { usualAccount } from "./passes-for.js";
import type { Session } from "./session.js";

export interface MfaExclusionStatusOptions {
  /** `sync`, `svc`, user principal names, ids of applications; none: `sync`. */
  readonly for?: readonly string[];
  /** They tell whose doing an exclusion is; without them only accounts' marks do. */
  readonly journals?: Journals;
  readonly ticket?: string;
}

/**
 * Who synchronises, which policies bind whom, and whether others than our own evaluator say the same. Reads only.
 * @param progress told what takes its time, a line each
 * @throws {UsageError} `unknown-subject` where somebody in `for` is not found
 */
export async function mfaExclusionStatus(
  session: Session,
  options: MfaExclusionStatusOptions,
  progress: (line: string) => void = () => undefined,
): Promise<ResultOf<"mfa-exclusion-status">> {
  const survey = await surveyExclusion(session, { for: options.for ?? [], witnesses: true }, progress);
  const { organization, identities, subjects, judged, notes, unheard } = survey;
  const { journals } = options;
  const ours = journals === undefined ? NOTHING_OURS : await entriesOfOurs(journals, organization.value.id);
  const exclusions = standingExclusions(survey.policies, subjects, ours);
  const locks = lockSteps(
    subjects.map((one) => lockable(one, survey)),
    options.for ?? [],
  );
  const usual = usualAccount(organization.value);
  const next = [...nextSteps(subjects, judged, usual, locks), ...takingBackSteps(subjects, exclusions, usual)];
  return {
    schema: "aadc-cloud/mfa-exclusion-status@1",
    ...envelopeOf(session, organization, options.ticket),
    identities: identities.map((identity) => identityView(identity, judged)),
    subjects: subjects.map((one) => subjectView(one, survey)),
    policies: policiesOf(survey),
    exclusions: [...exclusions],
    unheard: [...unheard],
    notes: [...notes, ...ours.warnings],
    next: next.map(({ command, because }) => ({ command: [...command], because })),
  };
}

const NOTHING_OURS = { entries: [], members: [], groups: [], warnings: [] };

function lockable(one: ExclusionSubject, { policies, locations }: ExclusionSurvey) {
  const { addresses } = one.signIn;
  return {
    ...one,
    lock: lockOf(policies, locations, one.subject),
    addresses: addresses.state === "known" ? addresses.value : [],
  };
}

function subjectView(
  { subject, is, server, enabled, signIn }: ExclusionSubject,
  { policies, locations }: ExclusionSurvey,
) {
  const { addresses, resources } = signIn;
  return {
    name: subject.name,
    id: subject.kind === "application" ? subject.servicePrincipalId : subject.userId,
    is,
    server,
    enabled,
    addresses: addresses.state === "known" ? [...addresses.value] : null,
    resources: resources.map(({ appId, name }) => ({ appId, name })),
    lock: lockOf(policies, locations, subject),
  };
}

function policiesOf({ judged }: ExclusionSurvey): ResultOf<"mfa-exclusion-status">["policies"] {
  return judged.map((one) => ({
    ...one,
    controls: [...one.controls],
    resources: one.resources.map((resource) => ({ ...resource })),
    testimonies: one.testimonies.map((testimony) => ({ ...testimony })),
  }));
}
