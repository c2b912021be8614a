// Does a Conditional Access policy bind an identity that signs in to synchronise? Pure; says "unknown" where it cannot tell.
import { SYNC_RESOURCE_APP_IDS, SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { Policy } from "../tenant/policies.js";
import type { Binding, UserSubject as Subject } from "./subject.js";

type Answer = { readonly is: "yes" | "no" | "unknown"; readonly because: string; readonly named?: boolean };

const yes = (because: string, named = false): Answer => ({ is: "yes", because, named });
const no = (because: string): Answer => ({ is: "no", because });
const perhaps = (because: string): Answer => ({ is: "unknown", because });

export type { Binding } from "./subject.js";

export function bindingOf(policy: Policy, subject: Subject): Binding {
  const controls = controlsOf(policy);
  const common = {
    ...{ policyId: policy.id, policyName: policy.displayName, subject: subject.name, controls },
    ...{ resources: [], blocksLegacyClients: false },
  };
  const answers = [
    stateOf(policy),
    controlsDemanded(controls),
    users(policy, subject),
    applications(policy),
    clients(policy),
  ];
  const named = answers.some((answer) => answer.named === true);
  const against = answers.find((answer) => answer.is === "no");
  if (against !== undefined) return { ...common, verdict: "does-not-bind", reason: against.because, named };
  const open = [...answers, ...undecidable(policy)].find((answer) => answer.is === "unknown");
  const reason = open?.because ?? answers[2]?.because ?? "";
  if (policy.state === "enabledForReportingButNotEnforced") return { ...common, verdict: "report-only", reason, named };
  return { ...common, verdict: open === undefined ? "binds" : "unknown", reason, named };
}

function stateOf(policy: Policy): Answer {
  if (policy.state === "disabled") return no("the policy is off");
  if (policy.state === "enabled" || policy.state === "enabledForReportingButNotEnforced")
    return yes("the policy is on");
  return perhaps(`the policy's state "${policy.state}" is not known to this version`);
}

function controlsOf({ grantControls }: Policy): readonly string[] {
  if (grantControls === null || grantControls === undefined) return [];
  const strength = grantControls.authenticationStrength;
  return [
    ...grantControls.builtInControls,
    ...grantControls.customAuthenticationFactors,
    ...grantControls.termsOfUse.map(() => "termsOfUse"),
    ...(strength === null || strength === undefined ? [] : [`authenticationStrength: ${strength.displayName ?? ""}`]),
  ];
}

/** Nobody sits before a sync engine: whatever is demanded, it cannot be given. */
function controlsDemanded(controls: readonly string[]): Answer {
  return controls.length > 0 ? yes("it demands something") : no("it demands nothing for access");
}

function users(policy: Policy, subject: Subject): Answer {
  const scope = policy.conditions.users;
  if (scope === null || scope === undefined) return no("it is about workload identities");
  const { memberships } = subject;
  const isIn = (
    ids: readonly string[],
    held: (known: { groupIds: readonly string[]; roleIds: readonly string[] }) => readonly string[],
  ) => {
    if (ids.length === 0 || subject.userId === null) return "no";
    if (memberships.state === "unknown") return "unknown";
    const all = held(memberships.value);
    return ids.some((id) => all.includes(id)) ? "yes" : "no";
  };
  const inGroup = (ids: readonly string[]) => isIn(ids, ({ groupIds }) => groupIds);
  const has = (ids: readonly string[]) => subject.userId !== null && ids.includes(subject.userId);
  const inRole = (ids: readonly string[]) =>
    ids.some((id) => subject.roleIds.includes(id)) ? "yes" : isIn(ids, ({ roleIds }) => roleIds);

  if (has(scope.excludeUsers)) return no("the account is excluded");
  if (inRole(scope.excludeRoles) === "yes") return no("a role of the account is excluded");
  if (inGroup(scope.excludeGroups) === "yes") return no("a group of the account is excluded");
  const excludedPerhaps = inGroup(scope.excludeGroups) === "unknown" || inRole(scope.excludeRoles) === "unknown";
  const included = includes();
  if (included.is === "yes" && excludedPerhaps) return perhaps(`it excludes groups or roles, ${unread(memberships)}`);
  return included;

  function includes(): Answer {
    if (has(scope?.includeUsers ?? [])) return yes("it names the account", true);
    const role = inRole(scope?.includeRoles ?? []);
    if (role === "yes") {
      const onPurpose = scope?.includeRoles.some((id) => SYNC_ROLE_IDS.includes(id)) === true;
      return yes("it names a role of the account", onPurpose);
    }
    if (scope?.includeUsers.includes("All") === true) return yes("it includes all users");
    const group = inGroup(scope?.includeGroups ?? []);
    if (group === "yes") return yes("it includes a group of the account");
    if (group === "unknown" || role === "unknown")
      return perhaps(`it includes groups or roles, ${unread(memberships)}`);
    return no("it does not include the account");
  }
}

function unread(memberships: Subject["memberships"]): string {
  const remedy = memberships.state === "unknown" ? memberships.remedy.replace(/\.$/, "") : "";
  return `and which of them the account has could not be read${remedy === "" ? "" : ` (${remedy})`}`;
}

function applications(policy: Policy): Answer {
  const scope = policy.conditions.applications;
  if (scope === null || scope === undefined) return perhaps("it says nothing of applications");
  if (scope.applicationFilter !== null && scope.applicationFilter !== undefined)
    return perhaps("it chooses applications by a filter");
  const included = scope.includeApplications;
  if (included.includes("All")) {
    const left = SYNC_RESOURCE_APP_IDS.filter((id) => !scope.excludeApplications.includes(id));
    return left.length > 0
      ? yes("it includes all applications")
      : perhaps("it excludes the resources of synchronisation that are known");
  }
  const named = SYNC_RESOURCE_APP_IDS.some((id) => included.includes(id) && !scope.excludeApplications.includes(id));
  if (named) return yes("it includes a resource of synchronisation");
  if (included.includes("Office365"))
    return perhaps("it is about Office 365, which may comprise resources of synchronisation");
  return no("it is about other applications");
}

function clients(policy: Policy): Answer {
  const types = policy.conditions.clientAppTypes;
  const applies = types.length === 0 || types.includes("all") || types.includes("mobileAppsAndDesktopClients");
  if (applies) return yes("it applies to desktop clients");
  const strange = types.find((type) => !OTHER_CLIENTS.has(type));
  if (strange !== undefined) return perhaps(`it applies to "${strange}", a kind of client this version does not know`);
  return no("it is about other kinds of clients");
}

const OTHER_CLIENTS: ReadonlySet<string> = new Set(["browser", "exchangeActiveSync", "easSupported", "other"]);

/** Conditions that depend on what is not known here: from where, with which device, how risky. */
function undecidable({ conditions }: Policy): readonly Answer[] {
  const open: Answer[] = [];
  const locations = conditions.locations;
  const everywhere =
    locations === null ||
    locations === undefined ||
    (locations.excludeLocations.length === 0 && locations.includeLocations.includes("All"));
  if (!everywhere) open.push(perhaps("it depends on the address from which the server signs in"));
  const platforms = conditions.platforms;
  const onWindows =
    platforms === null ||
    platforms === undefined ||
    (["all", "windows"].some((name) => platforms.includePlatforms.includes(name)) &&
      !platforms.excludePlatforms.includes("windows"));
  if (!onWindows) open.push(perhaps("it depends on the device platform"));
  for (const [name, value] of Object.entries(conditions))
    if (!UNDERSTOOD.has(name) && !name.includes("@odata") && isSet(value))
      open.push(perhaps(`it has a condition on ${name}`));
  for (const name of ["signInRiskLevels", "userRiskLevels"])
    if (isSet(conditions[name])) open.push(perhaps("it depends on the risk that Microsoft sees"));
  return open;
}

/** Conditions that are dealt with here; any other one, of today or of tomorrow, makes the answer open. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  "users",
  "applications",
  "clientAppTypes",
  "locations",
  "platforms",
  "signInRiskLevels",
  "userRiskLevels",
  // About workload identities; a policy for users may carry them empty or not, they do not concern a user.
  "clientApplications",
  "servicePrincipalRiskLevels",
]);

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}
