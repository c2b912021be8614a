// What else there is to know about who is bound, as sentences for people. Pure.
import { ROLES, SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { Fact } from "../shapes/fact.js";
import type { Policy } from "../tenant/policies.js";
import { betterPass } from "./better-pass.js";
import type { Binding } from "./subject.js";

interface NotedSubject {
  readonly name: string;
  readonly kind: "user" | "application";
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
  /** Null: there is nobody to have one. */
  readonly perUserMfa: Fact<string> | null;
  /** It is judged as if it had the wizard's role, which it does not have now. */
  readonly lacksRole: boolean;
}

export interface NotedFacts {
  readonly policies: readonly Policy[];
  readonly identities: readonly { readonly kind: string; readonly name: string; readonly roleIds: readonly string[] }[];
  readonly securityDefaults: Fact<boolean>;
  readonly judged: readonly Binding[];
  readonly subjects: readonly NotedSubject[];
  /** The service's time, milliseconds since 1970. */
  readonly now: number;
}

export function exclusionNotes(facts: NotedFacts): readonly string[] {
  return [
    ...aboutPersons(facts),
    ...aboutSecurityDefaults(facts),
    ...aboutPerUserMfa(facts),
    ...aboutManagedPolicies(facts),
    ...aboutReportOnly(facts),
    ...aboutIdleExclusions(facts),
    ...aboutSecondRole(facts),
    ...aboutMissingRole(facts),
  ];
}

/** Of them no exclusion is advised: it is the most dangerous one there is. */
function aboutPersons({ subjects, judged }: NotedFacts): readonly string[] {
  const isBound = (name: string) =>
    judged.some(({ subject, verdict }) => subject === name && (verdict === "binds" || verdict === "unknown"));
  return subjects
    .filter(({ name, is }) => is === "other" && isBound(name))
    .map(
      ({ name }) =>
        `${name} neither synchronises nor runs the wizard: it counts as a person, whom this program does not exclude. ${betterPass({ name, setup: null })}`,
    );
}

/** What binds those who were asked for, and no exclusion from a policy can lift. */
export function beyondExclusion({ securityDefaults, subjects }: NotedFacts): readonly string[] {
  const isExposed = subjects.some(({ is }) => is === "service-account" || is === "other");
  const byDefaults = isExposed && securityDefaults.state === "known" && securityDefaults.value;
  const enforced = subjects.filter(({ perUserMfa }) => perUserMfa?.state === "known");
  return [
    ...(byDefaults ? aboutSecurityDefaults({ securityDefaults, subjects }) : []),
    ...aboutPerUserMfa({ subjects: enforced }),
  ];
}

/** Source: "Security defaults in Microsoft Entra ID". */
function aboutSecurityDefaults({
  securityDefaults,
  subjects,
}: Pick<NotedFacts, "securityDefaults" | "subjects">): readonly string[] {
  if (securityDefaults.state === "unknown")
    return [`Whether security defaults are on could not be read: ${securityDefaults.reason}`];
  if (!securityDefaults.value) return [];
  const people = subjects.filter(({ is }) => is === "service-account" || is === "other").map(({ name }) => name);
  const whoIsNot =
    people.length === 0
      ? "the account that runs the wizard is not"
      : `${listed(people)} ${people.length === 1 ? "is" : "are"} not`;
  return [
    `Security defaults are on: holders of the role ${ROLES.directorySynchronizationAccounts.name} are exempt, ${whoIsNot}. No exclusion can be made from them.`,
  ];
}

function aboutPerUserMfa({ subjects }: Pick<NotedFacts, "subjects">): readonly string[] {
  const notes: string[] = [];
  const unread: string[] = [];
  for (const { name, perUserMfa } of subjects) {
    if (perUserMfa === null) continue;
    if (perUserMfa.state === "unknown") unread.push(perUserMfa.reason);
    else if (perUserMfa.value !== "disabled")
      notes.push(
        `Per-user MFA of ${name} is ${perUserMfa.value}: no exclusion from a policy helps against that. Turn it off for this account (Entra admin center, Users, Per-user MFA).`,
      );
  }
  const [reason] = unread;
  const what = unread.length === 1 ? "Per-user MFA of one account" : `Per-user MFA of ${unread.length} accounts`;
  return reason === undefined ? notes : [...notes, `${what} could not be read: ${reason}`];
}

const DAY_MS = 86_400_000;
/** Source: "Microsoft-managed Conditional Access policies": at the earliest, mostly after a notice of 28 days. */
const MANAGED_FOR_MS = 45 * DAY_MS;
/** Nothing else tells them: an administrator's own policy may be made from a template, too. */
const MANAGED_NAME = /^Microsoft-managed:/i;

function aboutManagedPolicies({ policies, judged, now }: NotedFacts): readonly string[] {
  return policies
    .filter(({ displayName }) => MANAGED_NAME.test(displayName))
    .map(({ id, displayName, state, whole }) => {
      const begun = `"${displayName}" is managed by Microsoft, by its name: `;
      if (state === "enabled") return `${begun}it is on.`;
      if (state === "disabled") return `${begun}it is off.`;
      const created = Date.parse(createdIn(whole) ?? "");
      const when = Number.isNaN(created)
        ? "45 days after its creation at the earliest"
        : created + MANAGED_FOR_MS > now
          ? `from ${new Date(created + MANAGED_FOR_MS).toISOString().slice(0, 10)} on at the earliest, 45 days after its creation`
          : `any day: the 45 days after its creation are over since ${new Date(created + MANAGED_FOR_MS).toISOString().slice(0, 10)}`;
      const reached = judged.filter((one) => one.policyId === id && one.verdict !== "does-not-bind");
      const whom =
        reached.length === 0
          ? "It will bind none of these."
          : `It will then bind ${listed(reached.map(({ subject }) => subject))}.`;
      return `${begun}it is report-only, and Microsoft may switch it on ${when}. ${whom}`;
    });
}

function createdIn(whole: unknown): string | undefined {
  if (typeof whole !== "object" || whole === null || !("createdDateTime" in whole)) return undefined;
  return typeof whole.createdDateTime === "string" ? whole.createdDateTime : undefined;
}

/** Policies that would bind once they are on, for whom it is the same told together. */
function aboutReportOnly({ policies, judged }: NotedFacts): readonly string[] {
  return policies.flatMap(({ id, displayName }) => {
    if (MANAGED_NAME.test(displayName)) return [];
    const reached = judged.filter(({ policyId, verdict }) => policyId === id && verdict === "report-only");
    return reached.length === 0
      ? []
      : [
          `"${displayName}" is report-only: once it is switched on, it will bind ${listed(reached.map(({ subject }) => subject))}.`,
        ];
  });
}

/** Only what is certain: a role of synchronisation that nobody holds. Other roles and groups may have members. */
function aboutIdleExclusions({ policies, identities }: NotedFacts): readonly string[] {
  const held = new Set(identities.flatMap(({ kind, roleIds }) => (kind === "application" ? [] : roleIds)));
  return SYNC_ROLE_IDS.filter((id) => !held.has(id)).flatMap((id) => {
    const names = policies
      .filter(({ conditions }) => conditions.users?.excludeRoles.some((one) => one.toLowerCase() === id) === true)
      .map(({ displayName }) => `"${displayName}"`);
    const role = Object.values(ROLES).find((one) => one.id === id)?.name ?? id;
    return names.length === 0
      ? []
      : [
          `No user holds the role ${role}: that it is excluded from ${listed(names)} has no effect as long as nobody does.`,
        ];
  });
}

function aboutSecondRole({ identities }: NotedFacts): readonly string[] {
  const second = ROLES.onPremisesDirectorySyncAccount;
  const holders = identities.filter(({ kind, roleIds }) => kind !== "application" && roleIds.includes(second.id));
  if (holders.length === 0) return [];
  return [
    `The role ${second.name}, which Microsoft does not describe, is held by ${listed(holders.map(({ name }) => name))}: whoever holds it alone is covered by no exclusion of ${ROLES.directorySynchronizationAccounts.name}.`,
  ];
}

function aboutMissingRole({ subjects }: NotedFacts): readonly string[] {
  return subjects
    .filter(({ lacksRole }) => lacksRole)
    .map(
      ({ name }) =>
        `${name} does not hold the role ${ROLES.hybridIdentityAdministrator.name} now; it is judged as if it did, since the wizard asks for it.`,
    );
}

const MOST_NAMED = 5;

function listed(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED);
  const rest = names.length - named.length;
  const parts = rest > 0 ? [...named, `${rest} more`] : named;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
