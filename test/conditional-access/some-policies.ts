// Generated policies of Conditional Access, as Graph shows them: every kind of condition, values of tomorrow among them.
import fc from "fast-check";
import type { Json } from "../../src/shapes/change.js";
import {
  GROUPS,
  LOCATIONS,
  RESOURCES,
  ROLES,
  SERVICE_PRINCIPALS,
  TRUSTED_BY_MFA,
  USERS,
  weighted,
} from "./small-world.js";

export interface SomePolicy {
  readonly id: string;
  readonly displayName: string;
  readonly state: string;
  readonly conditions: SomeConditions;
  readonly grantControls: SomeGrants | null;
  readonly sessionControls: Json;
}

export interface SomeGuests {
  readonly guestOrExternalUserTypes: string;
  readonly externalTenants: Json;
}

interface SomeUsers {
  readonly includeUsers: readonly string[];
  readonly excludeUsers: readonly string[];
  readonly includeGroups: readonly string[];
  readonly excludeGroups: readonly string[];
  readonly includeRoles: readonly string[];
  readonly excludeRoles: readonly string[];
  readonly includeGuestsOrExternalUsers: SomeGuests | null;
  readonly excludeGuestsOrExternalUsers: SomeGuests | null;
}

export interface SomeFilter {
  readonly mode: "include" | "exclude";
  readonly rule: string;
}

interface SomeConditions {
  readonly users: SomeUsers | null;
  readonly applications: {
    readonly includeApplications: readonly string[];
    readonly excludeApplications: readonly string[];
    readonly includeUserActions: readonly string[];
    readonly includeAuthenticationContextClassReferences: readonly string[];
    readonly applicationFilter: SomeFilter | null;
  };
  readonly clientApplications: {
    readonly includeServicePrincipals: readonly string[];
    readonly excludeServicePrincipals: readonly string[];
    readonly servicePrincipalFilter: SomeFilter | null;
  } | null;
  readonly clientAppTypes: readonly string[];
  readonly platforms: {
    readonly includePlatforms: readonly string[];
    readonly excludePlatforms: readonly string[];
  } | null;
  readonly locations: {
    readonly includeLocations: readonly string[];
    readonly excludeLocations: readonly string[];
  } | null;
  readonly devices: { readonly deviceFilter: SomeFilter | null } | null;
  readonly authenticationFlows: { readonly transferMethods: string } | null;
  readonly userRiskLevels: readonly string[];
  readonly signInRiskLevels: readonly string[];
  readonly servicePrincipalRiskLevels: readonly string[];
  readonly insiderRiskLevels: string | null;
  /** A condition that no version of this program knows. */
  readonly conditionOfTomorrow?: Json;
}

interface SomeGrants {
  readonly operator: "AND" | "OR";
  readonly builtInControls: readonly string[];
  readonly customAuthenticationFactors: readonly string[];
  readonly termsOfUse: readonly string[];
  readonly authenticationStrength: { readonly id: string; readonly displayName: string } | null;
}

/** Words that are no ids and that nobody has explained. */
export const STRANGE = {
  user: "AllHoloUsers",
  application: "AllHoloResources",
  place: "AllHoloPlaces",
  other: "unknownFutureValue",
} as const;

/** By the table of the documentation: rules of positive operators only and of negative ones only. */
export const DEVICE_RULES = {
  positive: [
    'device.trustType -eq "ServerAD"',
    'device.isCompliant -eq "True"',
    'device.displayName -startsWith "SYNC"',
    'device.deviceId -in ["8d3c0d37-6d4d-4f0b-9a43-5a6d0c1d4a55"]',
    'device.isCompliant -eq "True" -or device.trustType -eq "ServerAD"',
  ],
  negative: [
    'device.extensionAttribute1 -ne "SAW"',
    'device.displayName -notContains "KIOSK"',
    'device.trustType -ne "ServerAD" -and device.isCompliant -ne "True"',
  ],
  /** Each part has its documented answer; that they may be put together so is logic, and in no table. */
  together: [
    'device.isCompliant -eq "True" -or device.extensionAttribute1 -ne "SAW"',
    'not (device.trustType -eq "ServerAD")',
  ],
  unheardOf: ['device.trustType -resembles "x"'],
} as const;

const few = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 });
const none = fc.constant<readonly string[]>([]);
const often = (some: fc.Arbitrary<readonly string[]>, weight = 7) =>
  fc.oneof({ weight, arbitrary: none }, { weight: 1, arbitrary: some });
const orNull = <T>(some: fc.Arbitrary<T>, weight = 12) =>
  fc.oneof({ weight, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some });
const words = (...choices: readonly (readonly [number, readonly string[]])[]) => weighted(...choices);

const ALL_GUESTS =
  "internalGuest,b2bCollaborationGuest,b2bCollaborationMember,b2bDirectConnectUser,otherExternalUser,serviceProvider";

const guests: fc.Arbitrary<SomeGuests> = fc.record({
  guestOrExternalUserTypes: fc.constantFrom("internalGuest", "b2bCollaborationGuest", "serviceProvider", ALL_GUESTS),
  externalTenants: fc.constantFrom<Json[]>(
    null,
    { "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", membershipKind: "all" },
    {
      "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
      membershipKind: "enumerated",
      members: ["77777777-0000-4000-8000-000000000001"],
    },
  ),
});

const users: fc.Arbitrary<SomeUsers> = fc.record({
  includeUsers: fc.oneof(
    {
      weight: 8,
      arbitrary: words([24, ["All"]], [5, []], [1, ["None"]], [1, ["GuestsOrExternalUsers"]], [1, [STRANGE.user]]),
    },
    { weight: 3, arbitrary: few(USERS) },
  ),
  excludeUsers: often(
    fc.oneof(
      { weight: 4, arbitrary: few(USERS) },
      { weight: 1, arbitrary: words([3, ["GuestsOrExternalUsers"]], [1, [STRANGE.user]]) },
    ),
  ),
  includeGroups: often(few(GROUPS), 2),
  excludeGroups: often(few(GROUPS)),
  includeRoles: often(few(ROLES), 2),
  excludeRoles: often(few(ROLES)),
  includeGuestsOrExternalUsers: orNull(guests),
  excludeGuestsOrExternalUsers: orNull(guests),
});

const filter: fc.Arbitrary<SomeFilter> = fc.record({
  mode: fc.constantFrom("include", "exclude"),
  rule: fc.constant('CustomSecurityAttribute.Tier_Level -eq "0"'),
});

const APP_IDS = Object.values(RESOURCES).map(({ appId }) => appId);

const cloudApps = fc.record({
  includeApplications: fc.oneof(
    {
      weight: 12,
      arbitrary: words(
        [40, ["All"]],
        [2, ["Office365"]],
        [2, ["MicrosoftAdminPortals"]],
        [1, ["None"]],
        [1, []],
        [1, [STRANGE.application]],
      ),
    },
    { weight: 3, arbitrary: few(APP_IDS) },
  ),
  excludeApplications: often(
    fc.oneof(
      { weight: 3, arbitrary: few(APP_IDS) },
      { weight: 1, arbitrary: words([3, ["Office365"]], [1, [STRANGE.application]]) },
    ),
  ),
  includeUserActions: none,
  includeAuthenticationContextClassReferences: none,
  applicationFilter: orNull(filter),
});

const actions = words([1, ["urn:user:registersecurityinfo"]], [1, ["urn:user:registerdevice"]]).map((list) => ({
  ...{ includeApplications: [], excludeApplications: [], applicationFilter: null },
  ...{ includeUserActions: list, includeAuthenticationContextClassReferences: [] },
}));
const contexts = fc.constant({
  ...{ includeApplications: [], excludeApplications: [], applicationFilter: null },
  ...{ includeUserActions: [], includeAuthenticationContextClassReferences: ["c1"] },
});

const applications: fc.Arbitrary<SomeConditions["applications"]> = fc.oneof(
  { weight: 20, arbitrary: cloudApps },
  { weight: 1, arbitrary: actions },
  { weight: 1, arbitrary: contexts },
);

const places = fc.record({
  includeLocations: fc.oneof(
    { weight: 6, arbitrary: words([6, ["All"]], [2, ["AllTrusted"]], [1, [STRANGE.place]]) },
    { weight: 3, arbitrary: few(Object.values(LOCATIONS)) },
  ),
  excludeLocations: fc.oneof(
    { weight: 4, arbitrary: words([5, []], [4, ["AllTrusted"]], [1, [TRUSTED_BY_MFA]]) },
    { weight: 3, arbitrary: few(Object.values(LOCATIONS)) },
  ),
});

const platforms = fc.constantFrom(
  { includePlatforms: ["all"], excludePlatforms: [] },
  { includePlatforms: ["windows"], excludePlatforms: [] },
  { includePlatforms: ["android", "iOS"], excludePlatforms: [] },
  { includePlatforms: ["all"], excludePlatforms: ["windows"] },
  { includePlatforms: ["all"], excludePlatforms: ["android", "macOS"] },
  { includePlatforms: [STRANGE.other], excludePlatforms: [] },
);

const rule = fc.constantFrom(
  ...DEVICE_RULES.positive,
  ...DEVICE_RULES.negative,
  ...DEVICE_RULES.together,
  ...DEVICE_RULES.unheardOf,
);
const devices = fc.record({
  deviceFilter: orNull(fc.record({ mode: fc.constantFrom("include" as const, "exclude" as const), rule }), 1),
});

const clientAppTypes = words(
  [14, ["all"]],
  [2, []],
  [5, ["mobileAppsAndDesktopClients"]],
  [1, ["browser"]],
  [2, ["browser", "mobileAppsAndDesktopClients"]],
  [1, ["exchangeActiveSync", "other"]],
  [1, ["easSupported"]],
  [1, ["browser", STRANGE.other]],
);

const levels = often(fc.constantFrom(["high"], ["medium", "high"], ["none", "low"]), 14);
const flows = fc.constantFrom(
  "deviceCodeFlow",
  "deviceCodeFlow,authenticationTransfer",
  "authenticationTransfer",
  STRANGE.other,
);
const tomorrow = weighted<{ readonly conditionOfTomorrow?: Json }>(
  [24, {}],
  [1, { conditionOfTomorrow: null }],
  [1, { conditionOfTomorrow: [] }],
  [1, { conditionOfTomorrow: { levels: ["high"] } }],
  [1, { conditionOfTomorrow: "high" }],
);

const NO_GRANTS: SomeGrants = {
  ...{
    operator: "OR",
    builtInControls: [],
    customAuthenticationFactors: [],
    termsOfUse: [],
    authenticationStrength: null,
  },
};
const grants = weighted<Partial<SomeGrants> | null>(
  [16, { builtInControls: ["mfa"] }],
  [8, { builtInControls: ["block"] }],
  [2, { operator: "AND", builtInControls: ["mfa", "compliantDevice"] }],
  [2, { builtInControls: ["mfa", "domainJoinedDevice"] }],
  [1, { operator: "AND", builtInControls: ["mfa", "passwordChange"] }],
  [
    1,
    {
      authenticationStrength: { id: "00000000-0000-0000-0000-000000000002", displayName: "Multifactor authentication" },
    },
  ],
  [1, { termsOfUse: ["66666666-0000-4000-8000-000000000001"] }],
  [1, { customAuthenticationFactors: ["RequireDuoMfa"] }],
  [1, { builtInControls: [STRANGE.other] }],
  [1, {}],
  [1, null],
).map((change) => (change === null ? null : { ...NO_GRANTS, ...change }));

const sessionControls: Json = {
  signInFrequency: {
    ...{ isEnabled: true, value: 4, type: "hours" },
    ...{ authenticationType: "primaryAndSecondaryAuthentication", frequencyInterval: "timeBased" },
  },
};

const state = weighted([10, "enabled"], [3, "enabledForReportingButNotEnforced"], [1, "disabled"], [1, STRANGE.other]);

const NOWHERE = { clientApplications: null, servicePrincipalRiskLevels: [] } as const;
const OF_USERS_ALONE = {
  ...{ clientAppTypes: ["all"], platforms: null, devices: null, authenticationFlows: null },
  ...{ userRiskLevels: [], signInRiskLevels: [], insiderRiskLevels: null },
} as const;

const forUsers: fc.Arbitrary<SomeConditions> = fc
  .record({
    users,
    applications,
    clientAppTypes,
    platforms: orNull(platforms),
    locations: orNull(places, 4),
    devices: orNull(devices),
    authenticationFlows: orNull(fc.record({ transferMethods: flows }), 24),
    userRiskLevels: levels,
    signInRiskLevels: levels,
    insiderRiskLevels: orNull(fc.constant("elevated"), 24),
    tomorrow,
  })
  .map(({ tomorrow: more, ...conditions }) => ({ ...conditions, ...NOWHERE, ...more }));

const forServicePrincipals: fc.Arbitrary<SomeConditions> = fc
  .record({
    clientApplications: fc.record({
      includeServicePrincipals: fc.oneof(few(SERVICE_PRINCIPALS), words([3, ["ServicePrincipalsInMyTenant"]], [1, []])),
      excludeServicePrincipals: often(few(SERVICE_PRINCIPALS), 2),
      servicePrincipalFilter: orNull(filter),
    }),
    users: fc.constantFrom(null, {
      ...{ includeUsers: ["None"], excludeUsers: [], includeGroups: [], excludeGroups: [], includeRoles: [] },
      ...{ excludeRoles: [], includeGuestsOrExternalUsers: null, excludeGuestsOrExternalUsers: null },
    }),
    applications: cloudApps,
    locations: orNull(places, 1),
    servicePrincipalRiskLevels: levels,
    tomorrow,
  })
  .map(({ tomorrow: more, ...conditions }) => ({ ...OF_USERS_ALONE, ...conditions, ...more }));

const aboutUsers = policyWith(forUsers, grants);
const aboutServicePrincipals = policyWith(
  forServicePrincipals,
  fc.constant({ ...NO_GRANTS, builtInControls: ["block"] }),
);

/** Mostly of the kind that can reach whoever signs in. */
export const somePolicies = {
  forUsers: fc.oneof({ weight: 9, arbitrary: aboutUsers }, { weight: 1, arbitrary: aboutServicePrincipals }),
  forServicePrincipals: fc.oneof(
    { weight: 1, arbitrary: aboutUsers },
    { weight: 6, arbitrary: aboutServicePrincipals },
  ),
} as const;

function policyWith(conditions: fc.Arbitrary<SomeConditions>, controls: fc.Arbitrary<SomeGrants | null>) {
  return fc.record({ state, conditions, grantControls: controls }).map((parts) => ({
    ...{ id: "44444444-0000-4000-8000-000000000001", displayName: "CA" },
    ...parts,
    sessionControls: parts.grantControls === null ? sessionControls : null,
  }));
}
