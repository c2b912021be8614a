// What a policy must be besides having the right form, and what keeps a tenant from writing one.
import type { Tenant } from "../../store/tenant-state.js";
import { hasLicence } from "../licences.js";
import { type PolicyForm, policyForm, type StoredObject } from "./policy-form.js";
import { licenceRefusal, PolicyRefusal, schemaRefusal, securityDefaultsRefusal } from "./refusal.js";

/**
 * "Plan a Conditional Access deployment", as quoted in 2026; its text of 2025 and "Microsoft Entra service limits and
 * restrictions" say 195. Policies in every state count.
 */
const MOST_POLICIES = 240;

/**
 * That a policy with too many ids cannot be saved is documented ("Conditional Access: Users, groups, and workload
 * identities"), the size is not: characters of JSON, a choice.
 */
const LARGEST_POLICY = 32_768;

/** A choice: documents are silent. */
const LONGEST_NAME = 256;

/** "Conditional Access: Grant", Require approved client app: no new policies and no changes after this day. */
const APPROVED_APPS_RETIRED = Date.parse("2026-06-30T00:00:00Z");

/**
 * May this tenant have this policy, new or changed?
 *
 * @param policy as it would be stored
 * @param now tenant time in milliseconds
 * @throws PolicyRefusal
 */
export function checkPolicy(tenant: Tenant, policy: StoredObject, now: number): void {
  const form = policyForm(policy);
  checkLicences(tenant, form.workloads !== undefined);
  if (!form.hasControls) throw schemaRefusal();
  checkWords(policy);
  checkApplications(form);
  checkIdentities(form);
  checkGrant(form, now);
  checkEnabling(tenant, form.state);
}

/**
 * "What is Conditional Access?", License requirements: what exists can be viewed and deleted without a licence, and no
 * longer be changed.
 */
export function checkLicences(tenant: Tenant, isForWorkloads = false): void {
  if (!hasLicence(tenant, "P1")) throw licenceRefusal();
  if (isForWorkloads && !hasLicence(tenant, "workloadIdentities")) throw licenceRefusal();
}

/** "Security defaults in Microsoft Entra ID"; report-only and disabled policies may be there. */
export function checkEnabling(tenant: Tenant, state: string): void {
  if (state === "enabled" && tenant.securityDefaultsEnabled) throw securityDefaultsRefusal();
}

export function checkRoom(tenant: Tenant): void {
  if (tenant.conditionalAccessPolicies.length < MOST_POLICIES) return;
  throw new PolicyRefusal(`The limit of ${MOST_POLICIES} Conditional Access policies per tenant has been reached.`);
}

function checkWords(policy: StoredObject): void {
  const name = policy["displayName"];
  if (typeof name === "string" && name.length > LONGEST_NAME) throw schemaRefusal();
  if (JSON.stringify(policy).length <= LARGEST_POLICY) return;
  throw new PolicyRefusal("The policy exceeds the maximum size. Use groups in the place of single users.");
}

/** The message with 1012 is published (nicolonsky/ModernWorkplaceConcierge, issue 50). */
function checkApplications({ applications }: PolicyForm): void {
  const kinds = [
    applications.include.length > 0 || applications.filter !== undefined,
    applications.userActions.length > 0,
    applications.authenticationContexts.length > 0,
  ].filter((isThere) => isThere).length;
  if (kinds === 0) throw schemaRefusal();
  if (kinds === 1) return;
  throw new PolicyRefusal(
    "1012: 'applications' condition cannot include both 'includeApplications' and 'includeUserActions'/'includeProtectionLevels'. Please remove one of the conditions.",
  );
}

/**
 * Somebody must be included. Users and workloads exclude each other: a policy for workloads includes no user, or `None`
 * (the examples of "conditionalAccessRoot: evaluate"); its only grant control is block.
 */
function checkIdentities({ include, exclude, workloads, grant }: PolicyForm): void {
  for (const side of [include, exclude]) {
    if (side.guests === undefined || !side.users.includes("guestsorexternalusers")) continue;
    throw new PolicyRefusal("'GuestsOrExternalUsers' cannot be combined with guestOrExternalUsers.");
  }
  const isNone = include.users.every((one) => one === "none");
  const people = [...include.users, ...include.groups, ...include.roles];
  const hasPeople = people.length > 0 || include.guests !== undefined;
  if (workloads === undefined) {
    if (!hasPeople) throw schemaRefusal();
    return;
  }
  if (!isNone || people.length > include.users.length || include.guests !== undefined) throw schemaRefusal();
  if (workloads.include.length === 0 && workloads.filter?.mode !== "include") throw schemaRefusal();
  if (grant.builtInControls.some((control) => control !== "block") || grant.strength !== undefined) {
    throw new PolicyRefusal("Policies for workload identities can only block access.");
  }
}

function checkGrant({ grant, applications, userRiskLevels }: PolicyForm, now: number): void {
  const { builtInControls, operator } = grant;
  if (builtInControls.includes("approvedapplication") && now >= APPROVED_APPS_RETIRED) {
    throw new PolicyRefusal("The grant control 'approvedApplication' is retired. Use 'compliantApplication' instead.");
  }
  const others = [...builtInControls.filter((one) => one !== "block"), ...grant.customFactors, ...grant.termsOfUse];
  if (builtInControls.includes("block") && (others.length > 0 || grant.strength !== undefined)) {
    throw new PolicyRefusal("The grant control 'block' cannot be combined with other controls.");
  }
  if (builtInControls.includes("mfa") && grant.strength !== undefined) {
    throw new PolicyRefusal("'mfa' cannot be combined with an authentication strength.");
  }
  if (!builtInControls.includes("passwordchange")) return;
  // "Require password change": all resources, user risk, and multifactor authentication besides. The message with 1032
  // is published (AlexFilipin/ConditionalAccess, issue 4).
  const hasSecondFactor = (builtInControls.includes("mfa") || grant.strength !== undefined) && operator === "and";
  if (hasSecondFactor && applications.include.includes("all") && userRiskLevels.length > 0) return;
  throw new PolicyRefusal("1032: ConditionalActionPolicy validation failed due to InvalidPasswordResetControl.");
}
