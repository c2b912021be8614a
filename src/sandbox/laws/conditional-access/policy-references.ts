// The objects that a policy names must exist when it is written. Documented is that they are ids of the tenant's
// objects ("conditionalAccessUsers resource type" and its kin); the words of the refusal are the sandbox's own.
import { userById } from "../../store/people.js";
import type { Tenant } from "../../store/tenant-state.js";
import { builtInRole } from "../directory-roles.js";
import { FIRST_PARTY } from "../first-party.js";
import { ADMIN_PORTAL_APP_IDS, OFFICE_365_APP_IDS } from "./application-suites.js";
import { authenticationStrength } from "./authentication-strengths.js";
import { type PolicyForm, policyForm, type StoredObject } from "./policy-form.js";
import { PolicyRefusal } from "./refusal.js";

/** "Multifactor authentication trusted IPs", which is no named location. */
const MFA_TRUSTED_IPS = "00000000-0000-0000-0000-000000000000";

const MICROSOFT_APP_IDS: ReadonlySet<string> = new Set([
  ...Object.values(FIRST_PARTY),
  ...OFFICE_365_APP_IDS,
  ...ADMIN_PORTAL_APP_IDS,
]);

/**
 * Only what the policy did not name before is checked: an id whose object was deleted since does not keep the policy
 * from being changed (a choice).
 *
 * @throws PolicyRefusal that names the first id that stands for nothing
 */
export function checkReferences(tenant: Tenant, policy: StoredObject, before: StoredObject | undefined): void {
  const known = new Set(before === undefined ? [] : references(policyForm(before)).map(keyOf));
  const found = references(policyForm(policy)).find((one) => !known.has(keyOf(one)) && !exists(tenant, one));
  if (found === undefined) return;
  throw new PolicyRefusal(
    `Policy contains an invalid ${found.what}: '${found.id.slice(0, 100)}' does not exist in the tenant.`,
  );
}

interface Reference {
  readonly what:
    | "user"
    | "group"
    | "role"
    | "application"
    | "service principal"
    | "location"
    | "authentication strength";
  readonly id: string;
}

function references(form: PolicyForm): readonly Reference[] {
  const all = (what: Reference["what"], ...lists: readonly (readonly string[])[]) =>
    lists.flat().map((id) => ({ what, id }));
  return [
    ...all("user", form.include.users, form.exclude.users),
    ...all("group", form.include.groups, form.exclude.groups),
    ...all("role", form.include.roles, form.exclude.roles),
    ...all("application", form.applications.include, form.applications.exclude),
    ...all("service principal", form.workloads?.include ?? [], form.workloads?.exclude ?? []),
    ...all("location", form.locations?.include ?? [], form.locations?.exclude ?? []),
    ...all("authentication strength", form.grant.strength === undefined ? [] : [form.grant.strength]),
  ];
}

function exists(tenant: Tenant, { what, id }: Reference): boolean {
  switch (what) {
    case "user":
      return ["all", "none", "guestsorexternalusers"].includes(id) || userById(tenant, id) !== undefined;
    case "group":
      return tenant.groups.some((one) => one.id === id);
    case "role":
      return builtInRole(id) !== undefined;
    case "application":
      return (
        ["all", "none", "office365", "microsoftadminportals"].includes(id) ||
        MICROSOFT_APP_IDS.has(id) ||
        tenant.servicePrincipals.some((one) => one.appId === id)
      );
    case "service principal":
      return id === "serviceprincipalsinmytenant" || tenant.servicePrincipals.some((one) => one.id === id);
    case "location":
      return ["all", "alltrusted", MFA_TRUSTED_IPS].includes(id) || tenant.namedLocations.some((one) => one.id === id);
    case "authentication strength":
      return authenticationStrength(tenant, id) !== undefined;
  }
}

function keyOf({ what, id }: Reference): string {
  return `${what} ${id}`;
}
