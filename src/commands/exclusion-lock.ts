// The lock that `--lock-to` makes, and what holds an account once the plan is carried out.
import type { ExclusionWishes } from "../conditional-access/exclusion-wishes.js";
import type { UserSubject } from "../conditional-access/subject.js";
import type { Change } from "../shapes/change.js";
import type { ExclusionSurvey } from "./exclusion-survey.js";
import type { Session } from "./session.js";

export interface AddedLock {
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  readonly lockOf: (subject: UserSubject) => "enforced" | "report-only" | "none" | "unknown";
}

export async function planAddedLock(
  _session: Session,
  _survey: ExclusionSurvey,
  _wishes: ExclusionWishes,
): Promise<AddedLock> {
  return { changes: [], warnings: [], lockOf: () => "none" };
}
