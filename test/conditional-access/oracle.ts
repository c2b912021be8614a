// A second evaluator, written from Microsoft's documentation by somebody who had not seen the first: it expands every set (all
// users, all members, all places that an address is in) and answers by membership. It knows everything of its tenant.
import { LOCATIONS, RESOURCES, ROLES, TRUSTED_BY_MFA } from "./small-world.js";
import { DEVICE_RULES, type SomeFilter, type SomeGuests, type SomePolicy, STRANGE } from "./some-policies.js";
import type { Hidden, PersonKind, SomeTenant } from "./some-tenants.js";

/** The Microsoft 365 Reporting Service, by no id that anybody has told. */
export const REPORTING_SERVICE = "the reporting service";

export interface Answer {
  readonly question: string;
  readonly yes: boolean;
}

/**
 * All of them must be answered with yes for the policy to apply ("Building a Conditional Access policy": all assignments are
 * combined by AND), whatever its state is.
 */
export function answersOf(tenant: SomeTenant, policy: SomePolicy, appId: string): readonly Answer[] {
  const { hidden, who } = tenant.signIn;
  const { conditions } = policy;
  const whoAndWhere =
    who.kind === "application"
      ? forServicePrincipals(tenant, policy)
      : forPeople(tenant, policy, hidden.strangeValueMeant);
  const tomorrow = conditions.conditionOfTomorrow;
  const meansNothing =
    tomorrow === undefined || tomorrow === null || (Array.isArray(tomorrow) && tomorrow.length === 0);
  return [
    ...whoAndWhere,
    ...forResources(tenant, policy, appId),
    ...forPlaces(tenant, policy),
    // An "emptyPolicy" in What-If's words: it is not evaluated.
    { question: "a control", yes: demandsSomething(policy) || policy.sessionControls !== null },
    { question: "tomorrow", yes: meansNothing || hidden.strangeValueMeant },
  ];
}

export type Verdict = "binds" | "report-only" | "does-not-bind";

/** Of one that applies or not; session controls alone keep nobody out ("Conditional Access: Session"). */
export function verdictOf(tenant: SomeTenant, policy: SomePolicy, applies: boolean): Verdict {
  const state = policy.state === STRANGE.other ? tenant.signIn.hidden.strangeState : policy.state;
  if (state === "disabled" || !applies || !demandsSomething(policy)) return "does-not-bind";
  return state === "enabled" ? "binds" : "report-only";
}

export function demandsSomething({ grantControls }: SomePolicy): boolean {
  if (grantControls === null) return false;
  const { builtInControls, customAuthenticationFactors, termsOfUse, authenticationStrength } = grantControls;
  return (
    [...builtInControls, ...customAuthenticationFactors, ...termsOfUse].length > 0 || authenticationStrength !== null
  );
}

/**
 * Whether it keeps out clients that know no modern authentication; null where one may see it so or so: it blocks them among
 * others ("Block legacy authentication with Conditional Access" chooses Exchange ActiveSync and other clients alone).
 */
export function blocksLegacyClients({ conditions, grantControls }: SomePolicy): boolean | null {
  const legacy = conditions.clientAppTypes.filter((type) => LEGACY.has(type));
  if (legacy.length === 0 || grantControls?.builtInControls.includes("block") !== true) return false;
  return legacy.length === conditions.clientAppTypes.length ? true : null;
}

const LEGACY: ReadonlySet<string> = new Set(["exchangeActiveSync", "easSupported", "other"]);

/** Whether somebody meant the account itself; null where it is not among the included, or in more than one way. */
export function includesOnPurpose(tenant: SomeTenant, { conditions: { users } }: SomePolicy): boolean | null {
  const { id, kind } = tenant.signIn.who;
  if (kind === "application" || users === null) return null;
  const byRole = users.includeRoles.some((role) => SYNC_ROLES.includes(role) && rolesOf(tenant, id).has(role));
  const byName = users.includeUsers.includes(id) && kind === "user";
  const byAll = users.includeUsers.includes("All");
  if (byAll) return byRole || byName ? null : false;
  return byRole || byName ? true : null;
}

const SYNC_ROLES = ROLES.slice(0, 2);

/** Every group that somebody is in, directly or through other groups ("Policy is applied to nested users and groups"). */
export function groupsOf(tenant: SomeTenant, userId: string): ReadonlySet<string> {
  return new Set(tenant.groups.map(({ id }) => id).filter((id) => membersOf(tenant, id).has(userId)));
}

/** Roles that are held now and for the whole tenant: others do not count, eligible ones and those of a unit. */
export function rolesOf(tenant: SomeTenant, userId: string): ReadonlySet<string> {
  return new Set(tenant.assignments.map(({ roleId }) => roleId).filter((id) => holdersOf(tenant, id).has(userId)));
}

/** "Conditional Access: Users, groups, agents, and workload identities". */
function forPeople(tenant: SomeTenant, policy: SomePolicy, strangeValueMeant: boolean): readonly Answer[] {
  const { who, hidden } = tenant.signIn;
  const { users, clientAppTypes, platforms, devices, authenticationFlows, ...conditions } = policy.conditions;
  const chosen = (
    names: readonly string[],
    groups: readonly string[],
    roles: readonly string[],
    guests: SomeGuests | null,
  ) =>
    new Set([
      ...names.flatMap((name) => [...named(tenant, name, strangeValueMeant)]),
      ...groups.flatMap((id) => [...membersOf(tenant, id)]),
      ...roles.flatMap((id) => [...holdersOf(tenant, id)]),
      ...(guests === null ? [] : guestsOf(tenant, guests)),
    ]);
  const included =
    users === null
      ? new Set()
      : chosen(users.includeUsers, users.includeGroups, users.includeRoles, users.includeGuestsOrExternalUsers);
  const excluded =
    users === null
      ? new Set()
      : chosen(users.excludeUsers, users.excludeGroups, users.excludeRoles, users.excludeGuestsOrExternalUsers);
  const atRisk = (levels: readonly string[] | string | null) => levels === null || levels.length === 0 || hidden.atRisk;
  return [
    { question: "a policy for users", yes: conditions.clientApplications === null },
    { question: "among the included", yes: included.has(who.id) },
    { question: "not among the excluded", yes: !excluded.has(who.id) },
    { question: "the client's kind", yes: modernClient(clientAppTypes, strangeValueMeant) },
    { question: "the platform", yes: platforms === null || onPlatform(platforms, hidden.platform, strangeValueMeant) },
    { question: "the device", yes: devices === null || byDevice(devices.deviceFilter, hidden) },
    // Neither the wizard nor an engine signs in by a code or by transfer.
    {
      question: "the flow",
      yes: authenticationFlows === null || (authenticationFlows.transferMethods === STRANGE.other && strangeValueMeant),
    },
    { question: "the user's risk", yes: atRisk(conditions.userRiskLevels) },
    { question: "the sign-in's risk", yes: atRisk(conditions.signInRiskLevels) },
    { question: "the insider's risk", yes: atRisk(conditions.insiderRiskLevels) },
  ];
}

/** "Conditional Access for workload identities": single-tenant service principals of this tenant, and no policy for users. */
function forServicePrincipals(tenant: SomeTenant, policy: SomePolicy): readonly Answer[] {
  const { who, hidden } = tenant.signIn;
  const { clientApplications, servicePrincipalRiskLevels } = policy.conditions;
  if (clientApplications === null) return [{ question: "a policy for service principals", yes: false }];
  const { includeServicePrincipals, excludeServicePrincipals, servicePrincipalFilter } = clientApplications;
  const own = tenant.servicePrincipals.filter(({ ownTenantOnly }) => ownTenantOnly).map(({ id }) => id);
  const all = (list: readonly string[]) =>
    new Set(list.flatMap((one) => (one === "ServicePrincipalsInMyTenant" ? own : own.filter((id) => id === one))));
  const byFilter = (mode: SomeFilter["mode"]) =>
    servicePrincipalFilter?.mode === mode && hidden.filterMatches && own.includes(who.id);
  return [
    { question: "among the included", yes: all(includeServicePrincipals).has(who.id) || byFilter("include") },
    { question: "not among the excluded", yes: !all(excludeServicePrincipals).has(who.id) && !byFilter("exclude") },
    { question: "the service principal's risk", yes: servicePrincipalRiskLevels.length === 0 || hidden.atRisk },
  ];
}

/** "Conditional Access: Target resources"; policies for actions and contexts alone are about no resource. */
function forResources(tenant: SomeTenant, policy: SomePolicy, appId: string): readonly Answer[] {
  const { filterMatches, strangeValueMeant, portalsMeanMail } = tenant.signIn.hidden;
  const { includeApplications, excludeApplications, applicationFilter } = policy.conditions.applications;
  const every = [...tenant.signIn.resources.map((resource) => resource.appId), appId];
  const suite = every.filter((id) => id === RESOURCES.exchange.appId || id === REPORTING_SERVICE);
  const expand = (list: readonly string[]) =>
    new Set(
      list.flatMap((one) => {
        if (one === "All" || (one === STRANGE.application && strangeValueMeant)) return every;
        // "Apps included in Conditional Access Office 365 app suite": of those asked about here, these two.
        if (one === "Office365") return suite;
        // Portals for people; what lies behind them is not meant.
        if (one === "MicrosoftAdminPortals") return portalsMeanMail ? suite : [];
        return every.filter((id) => id === one);
      }),
    );
  const byFilter = (mode: SomeFilter["mode"]) => applicationFilter?.mode === mode && filterMatches;
  return [
    { question: "among the resources", yes: expand(includeApplications).has(appId) || byFilter("include") },
    {
      question: "not among the resources left out",
      yes: !expand(excludeApplications).has(appId) && !byFilter("exclude"),
    },
  ];
}

/** "Conditional Access: Network assignment". */
function forPlaces(tenant: SomeTenant, policy: SomePolicy): readonly Answer[] {
  const { locations } = policy.conditions;
  if (locations === null) return [];
  const here = placesOf(tenant);
  return [
    { question: "among the places", yes: locations.includeLocations.some((id) => here.has(id)) },
    { question: "not among the places left out", yes: !locations.excludeLocations.some((id) => here.has(id)) },
  ];
}

function placesOf(tenant: SomeTenant): ReadonlySet<string> {
  const { addresses, hidden } = tenant.signIn;
  const [address = ""] = addresses;
  const inside = tenant.locations.filter(({ ranges }) =>
    ranges === null ? hidden.inCountry : ranges.some((range) => isIn(address, range)),
  );
  const trusted = inside.some((one) => one.trusted) || hidden.inServiceTrustedPlace;
  const known = new Set(tenant.locations.map(({ id }) => id));
  return new Set([
    "All",
    ...(trusted ? ["AllTrusted"] : []),
    ...(hidden.inServiceTrustedPlace ? [TRUSTED_BY_MFA] : []),
    ...inside.map(({ id }) => id),
    ...(hidden.strangeValueMeant ? [STRANGE.place] : []),
    ...(hidden.inGonePlace && !known.has(LOCATIONS.gone) ? [LOCATIONS.gone] : []),
  ]);
}

function named(tenant: SomeTenant, name: string, strangeValueMeant: boolean): readonly string[] {
  const everybody = [
    ...tenant.users.map(({ id }) => id),
    ...(tenant.signIn.who.kind === "future" ? [tenant.signIn.who.id] : []),
  ];
  if (name === "All" || (name === STRANGE.user && strangeValueMeant)) return everybody;
  if (name === "GuestsOrExternalUsers") return tenant.users.filter(({ kind }) => kind !== "member").map(({ id }) => id);
  // An account that is not there yet has no id that a policy could name.
  return tenant.users.map(({ id }) => id).filter((id) => id === name);
}

function membersOf(tenant: SomeTenant, groupId: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [groupId];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(tenant.groups.find(({ id }) => id === next)?.memberIds ?? []));
  }
  return seen;
}

function holdersOf(tenant: SomeTenant, roleId: string): ReadonlySet<string> {
  return new Set(
    tenant.assignments
      .filter((one) => one.roleId === roleId && one.active && one.scope === "/")
      .flatMap(({ principalId }) => [principalId, ...membersOf(tenant, principalId)]),
  );
}

function guestsOf(tenant: SomeTenant, { guestOrExternalUserTypes, externalTenants }: SomeGuests): readonly string[] {
  const types = new Set(guestOrExternalUserTypes.split(","));
  const anyTenant = !JSON.stringify(externalTenants).includes("enumerated");
  const fromThere = (kind: PersonKind) => kind === "internalGuest" || anyTenant || tenant.signIn.hidden.homeTenantNamed;
  return tenant.users.filter(({ kind }) => types.has(kind) && fromThere(kind)).map(({ id }) => id);
}

/** "Conditional Access: Conditions", client apps: none chosen means all; wizard and engine are desktop clients of today. */
function modernClient(types: readonly string[], strangeValueMeant: boolean): boolean {
  if (types.length === 0) return true;
  const meant = types.includes(STRANGE.other) && strangeValueMeant;
  return types.includes("all") || types.includes("mobileAppsAndDesktopClients") || meant;
}

function onPlatform(
  { includePlatforms, excludePlatforms }: NonNullable<SomePolicy["conditions"]["platforms"]>,
  platform: string,
  strangeValueMeant: boolean,
): boolean {
  const meant = (list: readonly string[]) =>
    list.includes("all") || list.includes(platform) || (list.includes(STRANGE.other) && strangeValueMeant);
  return meant(includePlatforms) && !meant(excludePlatforms);
}

/** "Conditional Access: Filter for devices", of an unregistered device: positive rules do not match it, negative ones do. */
function byDevice(filter: SomeFilter | null, { intricateRuleMatches, registeredDeviceMatches }: Hidden): boolean {
  if (filter === null) return true;
  const isOneOf = (rules: readonly string[]) => rules.includes(filter.rule);
  const withoutDevice = isOneOf(DEVICE_RULES.negative) || (!isOneOf(DEVICE_RULES.positive) && intricateRuleMatches);
  const matches = registeredDeviceMatches ?? withoutDevice;
  return filter.mode === "include" ? matches : !matches;
}

function isIn(address: string, range: string): boolean {
  const [base = "", length = ""] = range.split("/");
  const bits = bitsOf(address);
  const wanted = bitsOf(base);
  return bits.length === wanted.length && bits.startsWith(wanted.slice(0, Number(length)));
}

const BITS = new Map<string, string>();

/** As a row of zeros and ones: 32 of them or 128. */
function bitsOf(address: string): string {
  const bits = BITS.get(address) ?? writtenOut(address);
  BITS.set(address, bits);
  return bits;
}

function writtenOut(address: string): string {
  if (!address.includes(":"))
    return address
      .split(".")
      .map((part) => binary(Number(part), 8))
      .join("");
  const [head = "", tail] = address.split("::");
  const parts = (text: string) => (text === "" ? [] : text.split(":"));
  const [before, after] = [parts(head), parts(tail ?? "")];
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].map((part) => binary(Number.parseInt(part, 16), 16)).join("");
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, "0");
}
