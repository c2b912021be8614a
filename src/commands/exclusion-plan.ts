// From what the tenant shows to what `mfa-exclusion add` is going to do: the end first, the exclusions last, so that a run
// that is cut never leaves an administrator excluded without its end being written down.
import type { Journals } from "../changes/journal.js";
import { betterPass, type PassFor } from "../conditional-access/better-pass.js";
import { type ExclusionPlan, planExclusion } from "../conditional-access/exclusion.js";
import { dangerWords } from "../conditional-access/exclusion-danger.js";
import { type FoundGroup, refuseUnknownMembers } from "../conditional-access/exclusion-group.js";
import { type ExclusionWishes, endMissing, endOfSync } from "../conditional-access/exclusion-wishes.js";
import { notLockable } from "../conditional-access/lock-words.js";
import { guardPersons, isPrivileged, type PersonFacts } from "../conditional-access/person.js";
import type { UserSubject } from "../conditional-access/subject.js";
import { guardUnprotected } from "../conditional-access/unprotected.js";
import type { Change } from "../shapes/change.js";
import { ends } from "./exclusion-end.js";
import { entriesOfOurs } from "./exclusion-entries.js";
import { surveyGroup } from "./exclusion-group-survey.js";
import { planAddedLock } from "./exclusion-lock.js";
import type { ExclusionSubject, ExclusionSurvey } from "./exclusion-survey.js";
import { notSurveyed, surveyPersons, type WhoIsAsked } from "./person-survey.js";
import type { Session } from "./session.js";

export interface AddPlan {
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  readonly guardsOverridden: readonly string[];
  readonly freed: ExclusionPlan["freed"];
  /** Whose exclusion has an end. */
  readonly endsOf: readonly string[];
}

type User = ExclusionSubject & { readonly subject: UserSubject & { readonly userId: string } };

/**
 * @param until when it ends, ISO 8601; null: it does not
 * @param journals tell whom this program has put into a group
 * @throws {UsageError}, {GuardError} as the planners and guards of the Conditional Access room
 */
export async function planAdd(
  session: Session,
  survey: ExclusionSurvey,
  wishes: ExclusionWishes,
  until: string | null,
  journals: Journals,
): Promise<AddPlan> {
  const { subjects } = survey;
  if (until !== null && subjects.some(({ is }) => hasNoEnd(is))) throw endOfSync();
  const group = wishes.via === "group" ? await surveyGroup(session.graph, wishes.groupName) : null;
  const planned = planExclusion({ ...survey, group }, wishes);
  if (group !== null && planned.changes.length > 0) await refuseStrangers(group, survey, journals);
  const existing = subjects.filter((one): one is User => one.subject.kind === "user" && one.subject.userId !== null);
  const end = ends(existing, { freed: planned.freed, until, typed: session.typed });
  const touched = existing.filter(
    ({ subject }) => planned.freed.some((one) => one.subject === subject.name) || end.prolonged.has(subject.userId),
  );
  const asked = whoIsAsked(touched, planned, survey);
  const people = await surveyPersons(session.graph, survey.organization, asked);
  const privileged = touched.filter(({ subject }) => isAdministrator(people, subject.name));
  const endless = until === null ? privileged.find(({ is }) => !hasNoEnd(is)) : undefined;
  if (endless !== undefined) throw endMissing(passFor(endless), session.typed);
  const persons = guardPersons(people, wishes.acceptHuman);
  const lock = await planAddedLock(session, survey, wishes, journals);
  const unprotected = guardUnprotected(
    {
      ...{ policies: survey.policies, judged: survey.judged, freed: planned.freed, lockOf: lock.lockOf },
      privileged: privileged.map(({ subject }) => subject),
      waysFor: ({ name }) =>
        privileged.filter(({ subject }) => subject.name === name).flatMap((one) => ways(one, session)),
    },
    wishes.acceptUnprotected,
  );
  return {
    changes: [...end.changes, ...lock.changes, ...planned.changes],
    warnings: [
      ...planned.warnings,
      ...dangerWords({
        ...{ subjects, freed: planned.freed, lockOf: lock.lockOf, lockWished: wishes.lockTo !== null },
        ...{ byRole: rolesOf(planned).size > 0, holders: coveredBy(planned, survey).map(({ name }) => name) },
        remove: session.typed("mfa-exclusion remove"),
      }),
      ...persons.warnings,
      ...notSurveyed(survey.organization, asked),
      ...(unprotected.length === 0 ? [] : [leftUnprotected(unprotected)]),
      ...lock.warnings,
      ...end.warnings,
    ],
    guardsOverridden: [...(persons.opened ? ["human"] : []), ...(unprotected.length > 0 ? ["unprotected"] : [])],
    freed: planned.freed,
    endsOf: end.names,
  };
}

function hasNoEnd(is: ExclusionSubject["is"]): boolean {
  return is === "connector" || is === "cloud-sync" || is === "application";
}

/** Who was asked for, and whom this program put there: anybody else in the group would be excluded unasked. */
async function refuseStrangers(found: FoundGroup, survey: ExclusionSurvey, journals: Journals): Promise<void> {
  const { subjects, identities, organization } = survey;
  const ours = await entriesOfOurs(journals, organization.value.id);
  const mates = ours.members.filter(({ groupId }) => groupId === found.group.id).map(({ memberId }) => memberId);
  const asked = subjects.flatMap(({ subject }) => (subject.kind === "user" ? (subject.userId ?? []) : []));
  const known = [...asked, ...mates, ...identities.map(({ id }) => id)];
  refuseUnknownMembers(found, new Set(known.map((id) => id.toLowerCase())));
}

/** A role covers all of its holders, those that were not asked for, too. */
function whoIsAsked(touched: readonly User[], planned: ExclusionPlan, survey: ExclusionSurvey): readonly WhoIsAsked[] {
  const own = touched.map(({ subject: { userId, name }, is }): WhoIsAsked => {
    const known = is === "service-account" || is === "other" ? is : "synchronises";
    return { userId, name, is: known };
  });
  const holders = othersCovered(planned, survey)
    .filter(({ id }) => own.every(({ userId }) => userId !== id))
    .map(({ id, name }): WhoIsAsked => ({ userId: id, name, is: "synchronises" }));
  return [...own, ...holders];
}

function rolesOf({ changes }: ExclusionPlan): ReadonlySet<string> {
  return new Set(changes.flatMap((change) => (change.kind === "exclude-role" ? change.after.excludeRoles : [])));
}

function coveredBy(planned: ExclusionPlan, { identities }: ExclusionSurvey) {
  const roles = rolesOf(planned);
  return identities.filter(
    ({ kind, roleIds }) => kind !== "application" && roleIds.some((id) => roles.has(id.toLowerCase())),
  );
}

function othersCovered(planned: ExclusionPlan, survey: ExclusionSurvey) {
  const asked = new Set(survey.subjects.map(({ subject }) => subject.name));
  return coveredBy(planned, survey).filter(({ name }) => !asked.has(name));
}

function passFor({ subject, is }: User): PassFor {
  return { name: subject.name, isServiceAccount: is === "service-account" };
}

/** Who could not be locked by it, such as the operator, is not told of a lock. */
function ways(user: User, { operator, typed }: Session): readonly string[] {
  const lock =
    notLockable(user, operator.id).length > 0 ? [] : ["Lock it to its server's address: --lock-to CIDR --enforce."];
  return [...lock, betterPass(passFor(user), typed)];
}

function isAdministrator(people: readonly PersonFacts[], name: string): boolean {
  const facts = people.find((one) => one.name === name);
  return facts === undefined || isPrivileged(facts);
}

function leftUnprotected(names: readonly string[]): string {
  return `${names.join(", ")} signs in with a password alone as long as it is excluded: no policy demands MFA of it, and no lock is enforced.`;
}
