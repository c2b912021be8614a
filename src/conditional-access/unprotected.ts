// Who would be left with a password alone: an administrator whom no policy asks for more, and whom no lock holds. Pure.
import { GuardError } from "../shapes/errors.js";
import type { Policy } from "../tenant/policies.js";
import { lower } from "./binding-answer.js";
import type { Freed } from "./exclusion.js";
import { isSet } from "./lock-shape.js";
import type { UserSubject } from "./subject.js";
import type { JudgedBinding } from "./witnesses.js";

export interface Unguarded {
  readonly policies: readonly Policy[];
  readonly judged: readonly JudgedBinding[];
  readonly freed: readonly Freed[];
  /** Those that are excluded and hold a role besides those that synchronise, or of whom that is not known. */
  readonly privileged: readonly UserSubject[];
  /** Of each once the plan is carried out. A lock that only reports is none. */
  readonly lockOf: (subject: UserSubject) => "enforced" | "report-only" | "none" | "unknown";
  /** What to do instead, as sentences. */
  readonly waysFor: (subject: UserSubject) => readonly string[];
}

/**
 * @returns names of those that will be left so, because it was accepted
 * @throws {GuardError} `unprotected`
 */
export function guardUnprotected(facts: Unguarded, accepted: boolean): readonly string[] {
  const left = facts.privileged.filter(
    (subject) => !isProtected(subject, facts) && facts.lockOf(subject) !== "enforced",
  );
  const [first] = left;
  if (first === undefined || accepted) return left.map(({ name }) => name);
  const lock = { "report-only": "its lock only reports", unknown: "whether a lock holds it is not known" };
  const words = facts.lockOf(first);
  const why = words === "report-only" || words === "unknown" ? lock[words] : "no lock holds it";
  throw new GuardError(
    `${left.map(({ name }) => name).join(", ")} would be left with a password alone: it is an administrator, no policy would demand MFA of it, and ${why}.`,
    {
      code: "unprotected",
      remedy: [...facts.waysFor(first), "To take the risk: --accept-unprotected."].join(" "),
    },
  );
}

/** By what certainly binds it, wherever it signs in, and still will. */
function isProtected({ name }: UserSubject, { policies, judged, freed }: Unguarded): boolean {
  return judged.some(
    (one) =>
      one.subject === name &&
      one.verdict === "binds" &&
      one.agreed !== false &&
      one.resources.every(({ applies }) => applies === "yes") &&
      policies.some((policy) => policy.id === one.policyId && demandsMore(policy) && isForAnySignIn(policy)) &&
      freed.every(({ policyId, subject }) => policyId !== one.policyId || subject !== name),
  );
}

/**
 * Any application, from anywhere, by any client, under no other condition: who has guessed the password chooses what a policy
 * leaves out. Places that are left out may be as wide as somebody likes, and count as trusted where somebody says so.
 */
function isForAnySignIn({ conditions, strange = [] }: Policy): boolean {
  const { applications, clientAppTypes, platforms, locations } = conditions;
  const { includeApplications, ...narrowing } = applications ?? { includeApplications: [] };
  const clients = lower(clientAppTypes);
  return (
    strange.length === 0 &&
    lower(includeApplications).includes("all") &&
    !saysMore(narrowing) &&
    (clients.length === 0 || clients.includes("all") || EVERY_CLIENT.every((one) => clients.includes(one))) &&
    (!platforms || (lower(platforms.includePlatforms).includes("all") && platforms.excludePlatforms.length === 0)) &&
    (!locations || (lower(locations.includeLocations).includes("all") && locations.excludeLocations.length === 0)) &&
    !saysMore(Object.fromEntries(Object.entries(conditions).filter(([name]) => !LOOKED_AT.has(name))))
  );
}

const EVERY_CLIENT: readonly string[] = ["browser", "mobileappsanddesktopclients", "exchangeactivesync", "other"];

const LOOKED_AT: ReadonlySet<string> = new Set(["users", "applications", "clientAppTypes", "platforms", "locations"]);

function saysMore(others: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(others).some(([name, value]) => isSet(name, value));
}

/** More than a password, whatever of it is chosen: terms of use in place of MFA are none. */
function demandsMore({ grantControls }: Policy): boolean {
  if (grantControls === null || grantControls === undefined) return false;
  const { builtInControls, customAuthenticationFactors, termsOfUse, authenticationStrength, operator } = grantControls;
  const wanted = builtInControls.filter((control) => ["mfa", "block"].includes(control.toLowerCase()));
  if (wanted.some((control) => control.toLowerCase() === "block")) return true;
  const isStrong = authenticationStrength !== null && authenticationStrength !== undefined;
  if (wanted.length === 0 && !isStrong) return false;
  const others = builtInControls.length - wanted.length + customAuthenticationFactors.length + termsOfUse.length;
  return others === 0 || operator?.toUpperCase() === "AND";
}
