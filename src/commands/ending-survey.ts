// All that is read before it is decided which exclusions end. Reads only.
import { DEFAULT_NAME } from "../accounts/setup-wishes.js";
import type { Journals } from "../changes/journal.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { EndingInput } from "../conditional-access/ending.js";
import { isStrange } from "../conditional-access/ending-groups.js";
import { dueOf, type MarkedAccount } from "../conditional-access/ending-marks.js";
import type { EndingWishes } from "../conditional-access/exclusion-wishes.js";
import type { OurEntries } from "../conditional-access/our-entries.js";
import type { Organization } from "../tenant/organization.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { type ConnectorSurvey, surveyConnectors } from "./connector-survey.js";
import { surveyEndingGroups } from "./ending-group-survey.js";
import { serviceTime } from "./envelope.js";
import { entriesOfOurs } from "./exclusion-entries.js";
import { findIfThere, findSubjects, isUnknownSubject } from "./exclusion-subjects.js";
import type { FoundSubject } from "./found-subject.js";

export interface EndingSurvey extends Omit<EndingInput, "policies"> {
  readonly ground: ConnectorSurvey & { readonly policies: readonly Policy[] };
  /** Those of `--for` that count: with --expired whoever is not past its time is not asked for. */
  readonly words: readonly string[];
  /** With --expired: when the next exclusion ends; else null. */
  readonly nextDue: string | null;
  readonly warnings: readonly string[];
}

/**
 * @param beforeGroups called before groups are read, where journals tell of some
 * @throws {UsageError} `unknown-subject` for somebody who is not there, and of whom no journal knows either; what
 * `beforeGroups` throws
 */
export async function surveyEnding(
  graph: ServiceClient,
  organization: Read<Organization>,
  wishes: EndingWishes,
  journals: Journals,
  beforeGroups: () => Promise<void>,
): Promise<EndingSurvey> {
  const [policies, connectors, ours] = await Promise.all([
    readPolicies(graph),
    // Whoever is asked for: those that synchronise must not be bound again unseen.
    surveyConnectors(graph, organization),
    entriesOfOurs(journals, organization.value.id),
  ]);
  const ground = { ...connectors, policies: policies.value };
  const named = wishes.for.filter((word) => word.toLowerCase() !== "sync");
  const found = await Promise.all([
    ...named.map((word) => find(graph, word, ground, ours)),
    ...(wishes.expired ? ["svc", ...ours.marked.map(({ userId }) => userId)] : []).map((word) =>
      find(graph, word, ground, null),
    ),
  ]);
  const others = uniqueOf(found.flatMap(({ subjects }) => subjects));
  const asksForAll = wishes.for.some((word) => word.toLowerCase() === "sync");
  const isTrusted = (id: string, name: string) =>
    ours.accounts.includes(id.toLowerCase()) || isServiceAccount(name, organization.value);
  const marks = others.map((one) => markedOf(one, isTrusted));
  const marked = marks.flatMap((one) => (typeof one === "object" && one !== null ? [one] : []));
  const noted = ours.marked.filter(
    ({ userId }) => onlyThose(others, [userId]).length > 0 && isThereStill(userId, ours, policies.value),
  );
  const due = wishes.expired ? dueOf(marked, noted, serviceTime(organization)) : null;
  const asked = due === null ? others : onlyThose(others, due.userIds);
  const words = due === null ? wishes.for : wordsPast(found, due.userIds);
  const scope = {
    ours,
    marked: due?.due ?? marked,
    subjects: [...(asksForAll ? connectors.synchronising : []), ...asked],
  };
  return {
    ...scope,
    words,
    ground,
    holders: connectors.connectors.flatMap(({ subject, enabled }) => (enabled === false ? [] : [subject])),
    groups: await surveyEndingGroups(graph, { ...scope, policies: policies.value, words }, beforeGroups),
    nextDue: due?.next ?? null,
    warnings: [
      ...ours.warnings,
      ...found.flatMap(({ warnings }) => warnings),
      ...marks.filter((one) => typeof one === "string"),
      ...(due?.warnings ?? []),
    ],
  };
}

/** What others have ended meanwhile has no end to wait for. Who is still in a group is seen when that is read. */
function isThereStill(userId: string, { entries, members }: OurEntries, policies: readonly Policy[]): boolean {
  const isIt = (id: string) => id.toLowerCase() === userId.toLowerCase();
  return (
    members.some(({ memberId }) => isIt(memberId)) ||
    entries
      .filter(({ id }) => isIt(id))
      .some(({ policyId }) => {
        const policy = policies.find(({ id }) => id.toLowerCase() === policyId.toLowerCase());
        return policy !== undefined && (isStrange(policy) || policy.conditions.users?.excludeUsers.some(isIt) === true);
      })
  );
}

/** With --expired only accounts count, and of those only such as are past their time. */
function onlyThose(subjects: readonly FoundSubject[], due: readonly string[]): readonly FoundSubject[] {
  const isDue = (id: string | null) => due.some((one) => one.toLowerCase() === id?.toLowerCase());
  return subjects.filter(({ subject }) => subject.kind === "user" && isDue(subject.userId));
}

/** Journals tell by these words whose an entry is, whatever its end. Who is not there any more has no end to wait for. */
function wordsPast(found: readonly Found[], due: readonly string[]): readonly string[] {
  const past = found.filter(({ subjects }) => onlyThose(subjects, due).length === subjects.length);
  return past.flatMap(({ word, subjects, warnings }) => (subjects.length + warnings.length > 0 ? [word] : []));
}

interface Found {
  readonly word: string;
  readonly subjects: readonly FoundSubject[];
  readonly warnings: readonly string[];
}

/** @param ours null: who is not there is passed over */
async function find(
  graph: ServiceClient,
  word: string,
  { organization, identities }: ConnectorSurvey,
  ours: OurEntries | null,
): Promise<Found> {
  const tenant = { graph, organization: organization.value, identities };
  try {
    return { word, subjects: await findSubjects(tenant, [word]), warnings: [] };
  } catch (error) {
    if (!isUnknownSubject(error)) throw error;
    if (ours === null) return { word, subjects: [], warnings: [] };
    if (!isOfRuns(word.toLowerCase(), ours)) throw error;
    const renamed = await Promise.all(idsBehind(word.toLowerCase(), ours).map((id) => findIfThere(tenant, id)));
    const subjects = renamed.flat();
    const names = subjects.map(({ subject }) => subject.name).join(", ");
    const what =
      names === ""
        ? `What this program's runs have put in for ${word} is taken out all the same.`
        : `By the journals of this machine it is called ${names} today: that is meant.`;
    return { word, subjects, warnings: [`${error.message} ${what}`] };
  }
}

/** Accounts that runs have excluded by that name, or for that word alone: their ids stay when they are renamed. */
function idsBehind(word: string, { entries, members, marked }: OurEntries): readonly string[] {
  const isMeant = (name: string, asked: readonly string[]) =>
    name.toLowerCase() === word || (asked.length > 0 && asked.every((one) => one === word));
  const ids = [
    ...entries.flatMap(({ list, id, name, asked }) => (list === "excludeUsers" && isMeant(name, asked) ? [id] : [])),
    ...members.flatMap(({ memberId, memberName, asked }) => (isMeant(memberName, asked) ? [memberId] : [])),
    ...marked.flatMap(({ userId, userPrincipalName }) => (isMeant(userPrincipalName, []) ? [userId] : [])),
  ];
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

function isOfRuns(word: string, { entries, members }: OurEntries): boolean {
  const names = [
    ...entries.flatMap(({ asked, id, name }) => [...asked, id, name]),
    ...members.flatMap(({ asked, memberId, memberName }) => [...asked, memberId, memberName]),
  ];
  return names.some((name) => name.toLowerCase() === word);
}

function uniqueOf(all: readonly FoundSubject[]): readonly FoundSubject[] {
  const keyOf = ({ subject }: FoundSubject) =>
    subject.kind === "user" ? (subject.userId ?? subject.name) : subject.servicePrincipalId;
  return [...new Map(all.map((one) => [keyOf(one).toLowerCase(), one])).values()];
}

/** By its name, which no mark can give it. */
function isServiceAccount(name: string, { initialDomain }: Organization): boolean {
  return name.toLowerCase() === `${DEFAULT_NAME}@${initialDomain}`.toLowerCase();
}

/** A sentence where it could not be read; null: it tells of no exclusion. */
function markedOf(
  { subject, mark }: FoundSubject,
  isTrusted: (id: string, name: string) => boolean,
): MarkedAccount | string | null {
  if (subject.kind !== "user" || subject.userId === null || mark === undefined) return null;
  if (mark.state === "unknown")
    return `What the mark of ${subject.name} tells of its exclusion is not known: ${mark.reason} ${mark.remedy}`;
  if (mark.value === null) return null;
  const { excludedUntil, excludedFrom } = mark.value;
  if (excludedUntil === null && excludedFrom === null) return null;
  return {
    userPrincipalName: subject.name,
    userId: subject.userId,
    isTrusted: isTrusted(subject.userId, subject.name),
    mark: { excludedUntil: excludedUntil ?? "", excludedFrom: excludedFrom ?? [] },
  };
}
