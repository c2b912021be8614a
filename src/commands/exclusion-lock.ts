// The lock that `--lock-to` makes, and what holds an account once the plan is carried out.
import type { ExclusionWishes } from "../conditional-access/exclusion-wishes.js";
import { planLock } from "../conditional-access/lock.js";
import { type LockVerdict, lockAfter } from "../conditional-access/lock-shape.js";
import type { UserSubject } from "../conditional-access/subject.js";
import type { Change } from "../shapes/change.js";
import type { ExclusionSurvey } from "./exclusion-survey.js";
import { surveyLock } from "./lock-survey.js";
import type { Session } from "./session.js";

export interface AddedLock {
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  readonly lockOf: (subject: UserSubject) => LockVerdict;
}

/** @throws {UsageError}, {GuardError} as `planLock` */
export async function planAddedLock(
  session: Session,
  survey: ExclusionSurvey,
  wishes: ExclusionWishes,
): Promise<AddedLock> {
  const { policies, locations, subjects } = survey;
  const seen = wishes.lockTo === null ? [] : await surveyLock(session, survey);
  const input = { policies, locations, subjects, seen, operatorId: session.operator.id };
  const { changes, warnings } = planLock(input, wishes);
  return { changes, warnings, lockOf: (subject) => lockAfter(policies, locations, changes, subject) };
}
