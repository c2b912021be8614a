// Three evaluators that nobody copied from each other, asked about the same policies: the oracle, the sandbox's What-If, and
// the product's. What Graph refuses to create is left out, and so is what What-If wants to be told more about.
import fc from "fast-check";
import { expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { observedOf } from "../conditional-access/observed-facts.js";
import { answersOf } from "../conditional-access/oracle.js";
import { type SomePolicy, somePolicies } from "../conditional-access/some-policies.js";
import { type SomeCase, type SomeTenant, someCase } from "../conditional-access/some-tenants.js";
import { CA, POLICIES, paced, type Send } from "../sandbox/conditional-access-bodies.js";
import { grantPermissions, startWithTenant } from "../sandbox/prepared-tenant.js";
import { at, listAt, textAt } from "../sandbox/sandbox-client.js";

const TENANTS = 40;
const POLICIES_EACH = 30;
const INSIDER_RISK_PLAN = "84c289f0-efcb-486f-8581-07f44fc9efad";
const HOME = "7c19e3b4-2a5f-4d80-b6e1-93f0c5d7a218";

/** As there is one address in truth, and one that may be a member or not is told by its type. */
const cases = someCase
  .filter(({ tenant }) => tenant.signIn.who.kind !== "future")
  .chain(({ tenant }) => {
    const [address = ""] = tenant.signIn.addresses;
    const nothing = { memberships: false, addresses: false, locations: false, guest: false, ownTenantOnly: false };
    const one = { tenant: { ...tenant, signIn: { ...tenant.signIn, addresses: [address] } }, withheld: nothing };
    const { forUsers, forServicePrincipals } = somePolicies;
    const policy = tenant.signIn.who.kind === "application" ? forServicePrincipals : forUsers;
    // Both ends of the scale cannot be met by one sign-in of which only "at risk" is said.
    const usual = policy.filter((some) => !JSON.stringify(some).includes('"low"'));
    return fc.tuple(fc.constant(one), fc.array(usual, { minLength: POLICIES_EACH, maxLength: POLICIES_EACH }));
  });

test("they agree", async () => {
  const tally = { created: 0, compared: 0, met: 0, refused: 0 };
  const differences: string[] = [];
  const sampled = fc.sample(cases, { numRuns: TENANTS, seed: 20_261_122 });
  for (const [one, wished] of sampled) differences.push(...(await compareIn(one, wished, tally)));
  expect(differences.slice(0, 10)).toEqual([]);
  expect(tally.created).toBeGreaterThan((TENANTS * POLICIES_EACH) / 4);
  expect(tally.compared).toBeGreaterThan(tally.created);
  expect(tally.met).toBeGreaterThan(tally.compared / 20);
});

async function compareIn(one: SomeCase, wished: readonly SomePolicy[], tally: Record<string, number>) {
  let now = Date.parse("2026-11-22T08:00:00Z");
  const options = { scenario: "fabrikam-app", wallClock: () => now };
  const sandbox = await startWithTenant((state) => become(state, one.tenant), options);
  try {
    const send = paced(sandbox, () => {
      now += 1100;
    });
    const token = await sandbox.appToken();
    const created: { readonly id: string; readonly policy: SomePolicy }[] = [];
    for (const policy of wished) {
      const { id: _own, ...json } = policy;
      const { status, body } = await send(token, POLICIES, { method: "POST", json: withoutNothing(json) });
      if (status === 201) created.push({ id: textAt(body, "id"), policy });
      else count(tally, "refused");
    }
    tally["created"] = (tally["created"] ?? 0) + created.length;
    const seen = await observedOf({ ...one, tenant: { ...one.tenant, policies: created.map(({ policy }) => policy) } });
    const differences: string[] = [];
    for (const { appId } of one.tenant.signIn.resources) {
      const answers = await whatIf(send, token, one.tenant, appId);
      for (const [index, { id, policy }] of created.entries()) {
        const answer = answers.get(id);
        if (policy.state === "disabled" || answer === undefined || answer.reason === "notEnoughInformation") continue;
        count(tally, "compared");
        if (answer.applies) count(tally, "met");
        const oracle = answersOf(one.tenant, policy, appId);
        const says = oracle.every(({ yes }) => yes);
        const no = oracle.filter(({ yes }) => !yes).map(({ question }) => question);
        const about = `${appId} ${JSON.stringify({ who: one.tenant.signIn.who, policy })}`;
        if (says !== answer.applies)
          differences.push(
            `oracle ${says} (not: ${no.join()}), What-If ${answer.applies} (${answer.reason}): ${about}`,
          );
        const read = seen.policies[index];
        if (read === undefined) throw new Error("A policy was lost in reading.");
        const told = bindingOf(read, seen.subject, seen.facts).resources.find((resource) => resource.appId === appId);
        if (told?.applies !== "unknown" && told?.applies !== (answer.applies ? "yes" : "no"))
          differences.push(`evaluator ${told?.applies} (${told?.because}), What-If ${answer.applies}: ${about}`);
      }
    }
    return differences;
  } finally {
    await sandbox.close();
  }
}

function count(tally: Record<string, number>, key: string): void {
  tally[key] = (tally[key] ?? 0) + 1;
}

/** Graph wants what is not configured left out rather than null. */
function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, withoutNothing(part)]),
  );
}

async function whatIf(send: Send, token: string, { signIn, locations }: SomeTenant, appId: string) {
  const { who, hidden } = signIn;
  const risk = hidden.atRisk ? "high" : "none";
  const json = {
    signInIdentity:
      who.kind === "application"
        ? { "@odata.type": "#microsoft.graph.servicePrincipalSignIn", servicePrincipalId: who.id }
        : { "@odata.type": "#microsoft.graph.userSignIn", userId: who.id },
    signInContext: { "@odata.type": "#microsoft.graph.applicationContext", includeApplications: [appId] },
    signInConditions: {
      ...{ devicePlatform: "windows", clientAppType: "mobileAppsAndDesktopClients" },
      ...{ ipAddress: signIn.addresses[0], country: hidden.inCountry ? "DE" : "FR" },
      ...{ signInRiskLevel: risk, userRiskLevel: risk, servicePrincipalRiskLevel: risk },
      insiderRiskLevel: hidden.atRisk ? "elevated" : "minor",
      authenticationFlow: { transferMethod: "none" },
    },
    appliedPoliciesOnly: false,
  };
  const { status, body } = await send(token, `${CA}/evaluate`, { method: "POST", json });
  expect([status, at(body, "error", "message")], JSON.stringify(locations)).toEqual([200, undefined]);
  return new Map(
    listAt(body, "value").map((one) => [
      textAt(one, "id"),
      { applies: at(one, "policyApplies") === true, reason: textAt(one, "analysisReasons") },
    ]),
  );
}

/** The sandbox's tenant becomes the generated one; its own policies go. */
function become(state: TenantState, tenant: SomeTenant): void {
  const [user] = state.users;
  const [group] = state.groups;
  const application = state.applications.find(({ keyCredentials }) => keyCredentials.length > 0);
  const principal = state.servicePrincipals.find(({ appId }) => appId === application?.appId);
  const [sku] = state.subscribedSkus;
  const [plan] = sku?.servicePlans ?? [];
  if (user === undefined || group === undefined || application === undefined || principal === undefined)
    throw new Error("The scenario has nothing to make copies of.");
  if (sku === undefined || plan === undefined) throw new Error("The scenario has no licence.");
  sku.servicePlans.push({ ...plan, servicePlanId: INSIDER_RISK_PLAN });
  grantPermissions(state, ["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Policy.Read.ConditionalAccess"]);
  state.conditionalAccessPolicies = [];
  state.managedPolicyIds = [];
  for (const { id, kind } of tenant.users) {
    const external = kind === "b2bCollaborationGuest" ? "_other.example#EXT#" : "";
    state.users.push({
      ...{ ...user, id, userPrincipalName: `u${id.slice(-2)}${external}@fabrikam.onmicrosoft.com` },
      userType: kind === "member" ? "Member" : "Guest",
    });
  }
  for (const { id, memberIds } of tenant.groups)
    state.groups.push({ ...group, id, displayName: id, mailNickname: id, memberIds: [...memberIds] });
  for (const [index, { roleId, principalId, scope, active }] of tenant.assignments.entries()) {
    const assignment = { id: `some-${index}`, principalId, roleDefinitionId: roleId, directoryScopeId: scope };
    if (active) state.roleAssignments.push(assignment);
  }
  for (const { id, ownTenantOnly } of tenant.servicePrincipals) {
    const owner = ownTenantOnly ? HOME : "99999999-0000-4000-8000-00000000000a";
    state.servicePrincipals.push({ ...principal, id, appId: id, displayName: id, appOwnerOrganizationId: owner });
    if (ownTenantOnly) state.applications.push({ ...application, id: `0${id.slice(1)}`, appId: id, displayName: id });
  }
  state.namedLocations = tenant.locations.map(({ id, trusted, ranges }) => {
    const common = { id, displayName: id, createdDateTime: null, modifiedDateTime: null };
    if (ranges === null)
      return {
        ...{ ...common, "@odata.type": "#microsoft.graph.countryNamedLocation", countriesAndRegions: ["DE"] },
        ...{ countryLookupMethod: "clientIpAddress", includeUnknownCountriesAndRegions: false },
      };
    return {
      ...{ ...common, "@odata.type": "#microsoft.graph.ipNamedLocation", isTrusted: trusted },
      ipRanges: ranges.map((cidrAddress) => ({
        "@odata.type": `#microsoft.graph.${cidrAddress.includes(":") ? "iPv6CidrRange" : "iPv4CidrRange"}`,
        cidrAddress,
      })),
    };
  });
}
