// From what the tenant shows to what `mfa-exclusion add` is going to do: the end first, the exclusions last, so that a run
// that is cut never leaves an administrator excluded without its end being written down.
import { DEFAULT_NAME } from "../accounts/setup-wishes.js";
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
import { accountsOfOurs } from "./accounts-of-ours.js";
import { ends } from "./exclusion-end.js";
import { surveyGroup } from "./exclusion-group-survey.js";
import { planAddedLock } from "./exclusion-lock.js";
import type { ExclusionSubject, ExclusionSurvey } from "./exclusion-survey.js";
import { passesFor } from "./passes-for.js";
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
 * @param journals tell which accounts this program has made or marked
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
  const existing = subjects.filter((one): one is User => one.subject.kind === "user" && one.subject.userId !== null);
  const passFor = passesFor(survey.organization.value);
  const end = ends(existing, { freed: planned.freed, until, typed: session.typed, passFor });
  const touched = existing.filter(
    ({ subject }) => planned.freed.some((one) => one.subject === subject.name) || end.prolonged.has(subject.userId),
  );
  const covered = othersCovered(planned, survey, group);
  const marked = await withoutProof(touched, survey, journals);
  const asked = whoIsAsked(touched, [...covered.byRole, ...covered.byGroup], marked);
  const people = await surveyPersons(session.graph, survey.organization, asked);
  if (group !== null && planned.changes.length > 0) refuseStrangers(group, survey, people);
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
        privileged.filter(({ subject }) => subject.name === name).flatMap((one) => ways(one, passFor(one), session)),
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
      ...coveredToo(covered),
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

/**
 * Who was asked for, and who synchronises: anybody else in the group would be excluded unasked, without an end and without
 * what guards administrators, also whom this program has put there.
 */
function refuseStrangers(found: FoundGroup, survey: ExclusionSurvey, people: readonly PersonFacts[]): void {
  const { subjects, identities } = survey;
  const asked = subjects.flatMap(({ subject }) => (subject.kind === "user" ? (subject.userId ?? []) : []));
  const administrators = people.filter(isPrivileged).map(({ name }) => name);
  const servers = identities.filter(({ name }) => !administrators.includes(name)).map(({ id }) => id);
  refuseUnknownMembers(found, new Set([...asked, ...servers].map((id) => id.toLowerCase())));
}

/**
 * Of those that bear the mark of the account that runs the wizard, ids of whom nothing else says it: neither the usual name,
 * nor a run on this machine. Whoever may write users can write a mark.
 */
async function withoutProof(
  touched: readonly User[],
  { organization: { value } }: ExclusionSurvey,
  journals: Journals,
) {
  const usual = `${DEFAULT_NAME}@${value.initialDomain}`.toLowerCase();
  const marked = touched.filter(({ subject, is }) => is === "service-account" && subject.name.toLowerCase() !== usual);
  const ours = marked.length === 0 ? new Set<string>() : await accountsOfOurs(journals, value.id);
  return new Set(marked.map(({ subject }) => subject.userId).filter((id) => !ours.has(id.toLowerCase())));
}

/** A role or a group covers those that were not asked for, too. */
function whoIsAsked(
  touched: readonly User[],
  others: readonly { readonly id: string; readonly name: string }[],
  marked: ReadonlySet<string>,
): readonly WhoIsAsked[] {
  const own = touched.map(({ subject: { userId, name }, is }): WhoIsAsked => {
    const known = is === "service-account" || is === "other" ? is : "synchronises";
    return { userId, name, is: marked.has(userId) ? "other" : known };
  });
  const holders = others
    .filter(({ id }, index) => others.findIndex((one) => one.id === id) === index)
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

function othersCovered(planned: ExclusionPlan, survey: ExclusionSurvey, group: FoundGroup | null) {
  const isExcluded = planned.changes.some(({ kind }) => kind === "exclude-group");
  const members = isExcluded && group?.members.state === "known" ? group.members.value : [];
  const asked = new Set(survey.subjects.map(({ subject }) => subject.name));
  return {
    byRole: coveredBy(planned, survey).filter(({ name }) => !asked.has(name)),
    byGroup: survey.identities.filter(
      ({ id, kind, name }) =>
        kind !== "application" && !asked.has(name) && members.some((one) => one.id.toLowerCase() === id.toLowerCase()),
    ),
  };
}

function coveredToo({ byGroup }: ReturnType<typeof othersCovered>): readonly string[] {
  const names = byGroup.map(({ name }) => name).join(", ");
  return names === "" ? [] : [`The group covers ${names} as well. For one account alone: --via user.`];
}

/** Who could not be locked by it, such as the operator, is not told of a lock. */
function ways(user: User, pass: PassFor, { operator, typed }: Session): readonly string[] {
  const lock =
    notLockable(user, operator.id).length > 0 ? [] : ["Lock it to its server's address: --lock-to CIDR --enforce."];
  return [...lock, betterPass(pass, typed)];
}

function isAdministrator(people: readonly PersonFacts[], name: string): boolean {
  const facts = people.find((one) => one.name === name);
  return facts === undefined || isPrivileged(facts);
}

function leftUnprotected(names: readonly string[]): string {
  return `${names.join(", ")} signs in with a password alone as long as it is excluded: no policy demands MFA of it, and no lock is enforced.`;
}
