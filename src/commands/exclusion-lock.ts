// The lock that `--lock-to` makes, and what holds an account once the plan is carried out.
import type { Journals } from "../changes/journal.js";
import type { ExclusionWishes } from "../conditional-access/exclusion-wishes.js";
import { isOurPlace, planLock } from "../conditional-access/lock.js";
import { type LockVerdict, lockAfter, usersOf } from "../conditional-access/lock-shape.js";
import type { OurEntries } from "../conditional-access/our-entries.js";
import type { UserSubject } from "../conditional-access/subject.js";
import { PREMIUM_P1_PLANS } from "../knowledge/directory.js";
import type { Change } from "../shapes/change.js";
import { GuardError } from "../shapes/errors.js";
import { entriesOfOurs } from "./exclusion-entries.js";
import type { ExclusionSurvey } from "./exclusion-survey.js";
import { surveyLock } from "./lock-survey.js";
import type { Session } from "./session.js";

export interface AddedLock {
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  readonly lockOf: (subject: UserSubject) => LockVerdict;
}

/** @throws {UsageError}, {GuardError} as `planLock`, and `lock-unlicensed`, `lock-security-defaults` */
export async function planAddedLock(
  session: Session,
  survey: ExclusionSurvey,
  wishes: ExclusionWishes,
  journals: Journals,
): Promise<AddedLock> {
  const { policies, locations, subjects } = survey;
  refuseLock(survey, wishes);
  const seen = wishes.lockTo === null ? [] : await surveyLock(session, survey);
  const ours =
    wishes.lockTo === null ? { locks: [], places: [] } : await entriesOfOurs(journals, survey.organization.value.id);
  const input = { policies, locations, subjects, seen, operatorId: session.operator.id, ours };
  const { changes, warnings } = planLock(input, wishes);
  const unused = changes.some(({ kind }) => kind === "create-named-location")
    ? unusedPlaces(survey, ours, session)
    : [];
  return {
    changes,
    warnings: [...warnings, ...unused],
    lockOf: (subject) => lockAfter(policies, locations, changes, subject),
  };
}

/** Left by a run that was cut before its lock: one of other addresses is made beside it. */
function unusedPlaces(
  { policies, locations }: ExclusionSurvey,
  { places }: Pick<OurEntries, "places">,
  { typed }: Session,
): readonly string[] {
  if (locations.state === "unknown") return [];
  return places.flatMap((place) => {
    const there = locations.value.find((one) => isOurPlace(one, { places: [place] }));
    if (there === undefined || usersOf(policies, there.id).length > 0) return [];
    const ranges = (there.ipRanges ?? []).join(", ");
    return [
      `The named location "${there.displayName}" (${ranges}), which the run ${place.runId} has made, is used by no policy, and stays beside the new one: it has other addresses. Either take back that run with all that it did, before this one: ${typed(`runs rollback ${place.runId}`)}. Or delete the location later, in the Entra admin center.`,
    ];
  });
}

/** What the service refuses whatever the lock is: sources "What is Conditional Access?" (licences), "Security defaults". */
function refuseLock({ organization, securityDefaults }: ExclusionSurvey, { lockTo, enforce }: ExclusionWishes): void {
  if (lockTo === null) return;
  const { servicePlans, servicePlansTold } = organization.value;
  if (servicePlansTold && !servicePlans.some((id) => PREMIUM_P1_PLANS.includes(id)))
    throw new GuardError(
      "A lock is a Conditional Access policy: that takes Microsoft Entra ID P1 or P2, and this tenant has neither.",
      {
        code: "lock-unlicensed",
        remedy: "Leave --lock-to out, or buy Microsoft Entra ID P1 (Microsoft 365 admin center > Billing).",
      },
    );
  if (enforce && securityDefaults.state === "known" && securityDefaults.value)
    throw new GuardError("Security defaults are on, and as long as they are no Conditional Access policy can be on.", {
      code: "lock-security-defaults",
      remedy:
        "Leave --enforce out: the lock then only reports. To enforce it, turn security defaults off first, once policies of your own demand MFA of everybody else.",
    });
}
