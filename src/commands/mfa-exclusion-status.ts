import { nextSteps } from "../conditional-access/exclusion-next.js";
import type { ResultOf } from "../report/result-schemas.js";
import { identityView } from "./binding-survey.js";
import { envelopeOf } from "./envelope.js";
import { type ExclusionSubject, type ExclusionSurvey, surveyExclusion } from "./exclusion-survey.js";
import type { Session } from "./session.js";

export interface MfaExclusionStatusOptions {
  /** `sync`, `svc`, user principal names, ids of applications; none: `sync`. */
  readonly for?: readonly string[];
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
  return {
    schema: "aadc-cloud/mfa-exclusion-status@1",
    ...envelopeOf(session, organization, options.ticket),
    identities: identities.map((identity) => identityView(identity, judged)),
    subjects: subjects.map(subjectView),
    policies: policiesOf(survey),
    unheard: [...unheard],
    notes: [...notes],
    next: nextSteps(subjects, judged).map(({ command, because }) => ({ command: [...command], because })),
  };
}

function subjectView({ subject, is, server, enabled, signIn }: ExclusionSubject) {
  const { addresses, resources } = signIn;
  return {
    name: subject.name,
    id: subject.kind === "application" ? subject.servicePrincipalId : subject.userId,
    is,
    server,
    enabled,
    addresses: addresses.state === "known" ? [...addresses.value] : null,
    resources: resources.map(({ appId, name }) => ({ appId, name })),
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
