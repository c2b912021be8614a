// What is told of somebody whom policies bind again, before it is agreed to. Pure.

import { ROLES, SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { Fact } from "../shapes/fact.js";
import { listed } from "../shapes/listed.js";
import type { BoundAgain } from "./bound-again.js";
import type { EndedEntry } from "./ending.js";
import type { UserSubject } from "./subject.js";

export interface BoundPerson {
  readonly subject: UserSubject;
  /** The account that runs the wizard: no emergency access account. */
  readonly isServiceAccount: boolean;
  /** What is taken out of policies that names this very account. */
  readonly entries: readonly EndedEntry[];
  readonly bound: readonly BoundAgain[];
  /** Kinds of registered methods, such as `fido2`. */
  readonly methods: Fact<readonly string[]>;
}

/** Everybody has a password, which answers for nothing more; a pass is for hours. */
const PASSING: readonly string[] = ["password", "temporaryaccesspass"];

/**
 * Source: "Manage emergency access accounts in Microsoft Entra ID": one of them at least is left out of all policies.
 */
export function boundPersonWarning(person: BoundPerson): string {
  const { subject, entries } = person;
  const strange = entries.filter(({ by }) => by === "policy").map(({ policyName }) => `"${policyName}"`);
  return [
    bindsWords(person),
    ...(strange.length === 0
      ? []
      : [
          `That exclusion (${strange.join(", ")}) is not known to be by this program: ask whoever made it what it is for.`,
        ]),
    ...(person.isServiceAccount ? [] : rolesWords(subject)),
    methodsWords(subject.name, person.methods),
  ].join(" ");
}

function bindsWords({ subject: { name }, entries, bound }: BoundPerson): string {
  const of = (verdict: BoundAgain["verdict"]) => namesIn(bound.filter((one) => one.verdict === verdict));
  // Only sign-ins of the wizard are evaluated: a policy for other applications reaches the account elsewhere.
  const rest = entries.filter(({ policyId }) => bound.every((one) => one.policyId !== policyId));
  const [certain, perhaps, later] = [of("binds"), [...of("unknown"), ...namesIn(rest)], of("report-only")];
  const bind = ({ length }: readonly string[]) => (length === 1 ? "binds" : "bind");
  const parts = [
    ...(certain.length === 0 ? [] : [`${listed(certain)} ${bind(certain)} ${name}`]),
    ...(perhaps.length === 0 ? [] : [`${listed(perhaps)} may bind ${name}`]),
    ...(later.length === 0
      ? []
      : [`${listed(later)} ${bind(later)} ${name} once ${later.length === 1 ? "it is" : "they are"} switched on`]),
  ];
  return `From then on ${parts.join("; ")}.`;
}

function namesIn(policies: readonly { readonly policyName: string }[]): readonly string[] {
  return [...new Set(policies.map(({ policyName }) => `"${policyName}"`))];
}

const ROLE_NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));
const HARMLESS: readonly string[] = [...SYNC_ROLE_IDS, ROLES.directoryReaders.id];

function rolesWords({ name, memberships, roleIds }: UserSubject): readonly string[] {
  if (memberships.state === "unknown")
    return [`Which roles ${name} holds is not known: ${memberships.reason} ${EMERGENCY}`];
  const all = new Set([...roleIds, ...memberships.value.roleIds].map((id) => id.toLowerCase()));
  const held = [...all].filter((id) => !HARMLESS.includes(id)).map((id) => ROLE_NAMES.get(id) ?? id);
  return held.length === 0 ? [] : [`${name} is an administrator (${held.join(", ")}). ${EMERGENCY}`];
}

const EMERGENCY = "Is it an emergency access account? Such a one stays excluded, or nobody gets in once MFA fails.";

function methodsWords(name: string, methods: Fact<readonly string[]>): string {
  if (methods.state === "unknown")
    return `Whether ${name} can answer for MFA is not known, since its methods could not be read: ${methods.reason} ${methods.remedy}`.trim();
  const own = methods.value.filter((kind) => !PASSING.includes(kind.toLowerCase()));
  if (own.length > 0) return `It has registered ${[...new Set(own)].join(", ")}.`;
  return `It has registered nothing that answers for MFA: ${name} is locked out wherever that is demanded.`;
}
