// What may be so, for all that a program was told: each tenant that looks the same to it. An answer that holds in all of them
// can be given; "unknown" may be said only where they differ.
import { answersOf, demandsSomething, REPORTING_SERVICE, rolesOf, type Verdict, verdictOf } from "./oracle.js";
import { ADDRESSES, GROUPS, LOCATIONS, ROLES, TRUSTED_BY_MFA } from "./small-world.js";
import { DEVICE_RULES, type SomePolicy, STRANGE } from "./some-policies.js";
import type { PersonKind, SomeCase, SomeSignIn, SomeTenant, Withheld } from "./some-tenants.js";

export interface Expected<T> {
  /** One: that is the answer. Several: nothing definite may be said. */
  readonly possible: ReadonlySet<T>;
  /**
   * Where the worlds differ also when each question is decided by itself (who may be in a group that is both included and
   * excluded is not asked for the whole truth), or in what the documentation leaves open.
   */
  readonly unknownAllowed: boolean;
}

export interface ExpectedBinding {
  /** Of a policy that enforces nothing yet "report-only" may be said although it is open whether it would bind. */
  readonly verdict: Expected<Verdict> & { readonly enforcesNothing: boolean };
  readonly resources: readonly (Expected<"yes" | "no"> & { readonly appId: string })[];
}

export function expectedOf({ tenant, withheld }: SomeCase, policy: SomePolicy): ExpectedBinding {
  const text = JSON.stringify(policy);
  const worlds = worldsOf(tenant, withheld, text);
  // Each world first, and beside it those that two careful readers may see in its place.
  const readings = worlds.map((world) => leftOpen(world, text));
  const asked = tenant.signIn.resources.map(({ appId }) => ({ appId, ...judged(readings, policy, appId) }));
  // The list of resources is nobody's promise: there may be one more. And version 2.6.91.0 asks for the Microsoft 365 Reporting
  // Service, which is in Office 365's suite; nobody says by which id.
  const more = ["one more", ...(text.includes("Office365") ? [REPORTING_SERVICE] : [])];
  const mayApply = [...asked, ...more.map((appId) => judged(readings, policy, appId))].some((one) => one.canBeMet);
  const verdicts = new Set<Verdict>(
    statesOf(policy).flatMap((state): readonly Verdict[] => {
      if (state === "disabled" || !demandsSomething(policy)) return ["does-not-bind"];
      const mayNotApply = asked.every(({ canFail }) => canFail);
      return [...(mayApply ? [state] : []), ...(mayNotApply ? (["does-not-bind"] as const) : [])];
    }),
  );
  return {
    verdict: {
      enforcesNothing: policy.state === "enabledForReportingButNotEnforced",
      possible: new Set(
        worlds.map((world, index) =>
          verdictOf(
            world,
            policy,
            asked.some(({ met }) => met[index]),
          ),
        ),
      ),
      unknownAllowed: verdicts.size > 1 || (demandsTheUnheardOf(policy) && !verdicts.has("does-not-bind")),
    },
    resources: asked.map(({ appId, met, canBeMet, canFail }) => ({
      appId,
      possible: new Set(met.map((one) => (one ? ("yes" as const) : ("no" as const)))),
      unknownAllowed: canBeMet && canFail,
    })),
  };
}

/** Whether it applies in each world; and, each question by itself, whether all can be met and whether one can fail. */
function judged(readings: readonly (readonly SomeTenant[])[], policy: SomePolicy, appId: string) {
  const answers = readings.map((worlds) => worlds.map((world) => answersOf(world, policy, appId)));
  const seen = new Map<string, Set<boolean>>();
  for (const { question, yes } of answers.flat(2)) seen.set(question, (seen.get(question) ?? new Set()).add(yes));
  const values = [...seen.values()];
  return {
    met: answers.map(([first = []]) => first.every(({ yes }) => yes)),
    canBeMet: values.every((one) => one.has(true)),
    canFail: values.some((one) => one.has(false)),
  };
}

function statesOf({ state }: SomePolicy): readonly ("binds" | "report-only" | "disabled")[] {
  if (state === STRANGE.other) return ["binds", "report-only", "disabled"];
  if (state === "disabled") return ["disabled"];
  return [state === "enabled" ? "binds" : "report-only"];
}

/** Whether what nobody has heard of can be met by an account without a person is for nobody to say. */
function demandsTheUnheardOf({ grantControls }: SomePolicy): boolean {
  return grantControls?.builtInControls.includes(STRANGE.other) === true;
}

const SPEAKS_OF_GUESTS = /"GuestsOrExternalUsers"|guestOrExternalUserTypes/u;

const SPEAKS_OF_TRUST = new RegExp(`AllTrusted|${TRUSTED_BY_MFA}`, "u");
const SPEAKS_OF_PLACES = new RegExp(["AllTrusted", TRUSTED_BY_MFA, ...Object.values(LOCATIONS)].join("|"), "u");

/** Only what the policy speaks of is varied. */
function worldsOf(tenant: SomeTenant, withheld: Withheld, policy: string): readonly SomeTenant[] {
  const { who } = tenant.signIn;
  let worlds: readonly SomeTenant[] = [tenant];
  if (who.kind === "user" && withheld.memberships) worlds = worlds.flatMap((one) => membershipsOf(one, policy));
  if (who.kind === "user" && SPEAKS_OF_GUESTS.test(policy))
    worlds = worlds.flatMap((one) => kindsOf(one, withheld.guest).map((kind) => withKind(one, kind)));
  if (who.kind === "application" && withheld.ownTenantOnly)
    worlds = worlds.flatMap((one) => [true, false].map((own) => withOwn(one, own)));
  if (SPEAKS_OF_PLACES.test(policy))
    worlds = worlds.flatMap((one) => {
      const here = withheld.locations ? placesAnywhere(one, policy) : [one];
      const byAddress = !withheld.locations || policy.includes(TRUSTED_BY_MFA);
      return byAddress ? here.flatMap((place) => addressesOf(place, withheld)) : here;
    });
  if (SPEAKS_OF_TRUST.test(policy)) worlds = worlds.flatMap(trustedByMfaOrNot);
  if (tenant.signIn.attended && policy.includes('"rule":"device.')) worlds = worlds.flatMap(onAnyDevice);
  const hidden = (
    key: "atRisk" | "inCountry" | "inGonePlace" | "filterMatches" | "strangeValueMeant",
    words: RegExp,
  ) => {
    if (words.test(policy))
      worlds = worlds.flatMap((one) => [true, false].map((value) => withHidden(one, { [key]: value })));
  };
  hidden("atRisk", /"(?:high|low|elevated)"/u);
  hidden("inCountry", new RegExp(LOCATIONS.country, "u"));
  hidden("inGonePlace", new RegExp(LOCATIONS.gone, "u"));
  hidden("filterMatches", /CustomSecurityAttribute/u);
  hidden("strangeValueMeant", new RegExp(`${Object.values(STRANGE).join("|")}|conditionOfTomorrow`, "u"));
  if (policy.includes(`"state":"${STRANGE.other}"`)) {
    const states = ["enabled", "disabled", "enabledForReportingButNotEnforced"] as const;
    worlds = worlds.flatMap((one) => states.map((strangeState) => withHidden(one, { strangeState })));
  }
  if (policy.includes("Enumerated"))
    worlds = worlds.flatMap((one) => [true, false].map((homeTenantNamed) => withHidden(one, { homeTenantNamed })));
  return speaksOf(DEVICE_RULES.unheardOf, policy) ? worlds.flatMap(anyRule) : worlds;
}

/**
 * Where two careful readers may differ: whether Exchange's own resource is one of its admin center's, how rules about devices
 * are put together, by which platform a server's sign-in is known, whether a member is one of another tenant.
 */
function leftOpen(world: SomeTenant, policy: string): readonly SomeTenant[] {
  let worlds: readonly SomeTenant[] = [world];
  if (policy.includes("includePlatforms"))
    worlds = worlds.flatMap((one) => (["windows", "none"] as const).map((platform) => withHidden(one, { platform })));
  if (policy.includes("MicrosoftAdminPortals"))
    worlds = worlds.flatMap((one) => [false, true].map((portalsMeanMail) => withHidden(one, { portalsMeanMail })));
  if (speaksOf(DEVICE_RULES.together, policy)) worlds = worlds.flatMap(anyRule);
  if (!SPEAKS_OF_GUESTS.test(policy) || kindOf(world) !== "member") return worlds;
  return worlds.flatMap((one) => [one, withKind(one, "b2bCollaborationMember")]);
}

/** Graph does not tell those addresses; all are of IPv4 ("Multifactor authentication trusted IPs"). */
function trustedByMfaOrNot(world: SomeTenant): readonly SomeTenant[] {
  const [address = ""] = world.signIn.addresses;
  const values = address.includes(":") ? [false] : [false, true];
  return values.map((inServiceTrustedPlace) => withHidden(world, { inServiceTrustedPlace }));
}

function onAnyDevice(world: SomeTenant): readonly SomeTenant[] {
  return [null, false, true].map((registeredDeviceMatches) => withHidden(world, { registeredDeviceMatches }));
}

function speaksOf(rules: readonly string[], policy: string): boolean {
  return rules.some((rule) => policy.includes(JSON.stringify(rule)));
}

function anyRule(world: SomeTenant): readonly SomeTenant[] {
  return [true, false].map((intricateRuleMatches) => withHidden(world, { intricateRuleMatches }));
}

/** In any of the groups and roles that the policy names, beside those roles that are certain. */
function membershipsOf(tenant: SomeTenant, policy: string): readonly SomeTenant[] {
  const { id } = tenant.signIn.who;
  const certain = certainRolesOf(tenant, id);
  const groups = GROUPS.filter((group) => policy.includes(group));
  const roles = ROLES.filter((role) => policy.includes(role) && !certain.includes(role));
  return subsetsOf([...groups, ...roles]).map((chosen) => ({
    ...tenant,
    groups: groups.map((group) => ({ id: group, memberIds: chosen.includes(group) ? [id] : [] })),
    assignments: [...certain, ...roles.filter((role) => chosen.includes(role))].map((roleId) => ({
      ...{ roleId, principalId: id, scope: "/" as const, active: true },
    })),
  }));
}

/** The roles of synchronisation that somebody was given directly: those are listed apart from memberships. */
export function certainRolesOf(tenant: SomeTenant, userId: string): readonly string[] {
  const direct = { ...tenant, groups: [] };
  return [...rolesOf(direct, userId)].filter((role) => role !== ROLES[2]);
}

function kindsOf(tenant: SomeTenant, withheld: boolean): readonly PersonKind[] {
  const kind = kindOf(tenant);
  const guests = ["internalGuest", "b2bCollaborationGuest"] as const;
  if (withheld) return ["member", ...guests, "b2bCollaborationMember"];
  return kind === "member" ? [kind] : guests;
}

function kindOf({ users, signIn }: SomeTenant): PersonKind {
  return users.find(({ id }) => id === signIn.who.id)?.kind ?? "member";
}

function withKind(tenant: SomeTenant, kind: PersonKind): SomeTenant {
  const { id } = tenant.signIn.who;
  return { ...tenant, users: tenant.users.map((user) => (user.id === id ? { ...user, kind } : user)) };
}

function withOwn(tenant: SomeTenant, ownTenantOnly: boolean): SomeTenant {
  const { id } = tenant.signIn.who;
  const servicePrincipals = tenant.servicePrincipals.map((one) => (one.id === id ? { ...one, ownTenantOnly } : one));
  return { ...tenant, servicePrincipals };
}

function withHidden(tenant: SomeTenant, change: Partial<SomeSignIn["hidden"]>): SomeTenant {
  return { ...tenant, signIn: { ...tenant.signIn, hidden: { ...tenant.signIn.hidden, ...change } } };
}

function addressesOf(tenant: SomeTenant, { addresses }: Withheld): readonly SomeTenant[] {
  const all = addresses ? ADDRESSES : tenant.signIn.addresses;
  return all.map((address) => ({ ...tenant, signIn: { ...tenant.signIn, addresses: [address] } }));
}

/** Where no location could be read, each may be anywhere and trusted or not. */
function placesAnywhere(tenant: SomeTenant, policy: string): readonly SomeTenant[] {
  const named = Object.values(LOCATIONS).filter((id) => policy.includes(id));
  const trusts = policy.includes("AllTrusted") ? [true, false] : [false];
  return subsetsOf(named).flatMap((here) =>
    trusts.map((trusted) => ({
      ...tenant,
      locations: [
        ...named.map((id) => ({ id, trusted: false, ranges: here.includes(id) ? ["0.0.0.0/0", "::/0"] : [] })),
        { id: "any other", trusted, ranges: ["0.0.0.0/0", "::/0"] },
      ],
    })),
  );
}

function subsetsOf(list: readonly string[]): readonly (readonly string[])[] {
  return list.reduce<readonly (readonly string[])[]>(
    (subsets, one) => subsets.flatMap((subset) => [subset, [...subset, one]]),
    [[]],
  );
}
