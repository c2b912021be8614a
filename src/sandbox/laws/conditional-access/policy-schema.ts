// The form of a Conditional Access policy. Schema: Graph's v1.0 metadata; required properties: "Create
// conditionalAccessPolicy". Members named unknownFutureValue are never taken: no enumeration here has them.
import {
  isObject,
  mergeObject,
  type ObjectShape,
  oneOf,
  optional,
  optionalBoolean,
  optionalText,
  SchemaMismatch,
  type Shape,
  text,
  texts,
  type Written,
} from "./shapes.js";

const riskLevels: Shape = { kind: "texts", values: ["low", "medium", "high", "hidden", "none"] };
const filter = optional({ mode: oneOf("include", "exclude"), rule: text }, "mode", "rule");
/** The type behind it is abstract, so the object has to say which one it is. */
const tenants = optional(
  {
    "@odata.type": oneOf(
      "#microsoft.graph.conditionalAccessAllExternalTenants",
      "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
    ),
    membershipKind: oneOf("all", "enumerated"),
    members: { kind: "texts", onlyIfGiven: true },
  },
  "@odata.type",
);
const guests = optional(
  {
    guestOrExternalUserTypes: {
      kind: "flags",
      values: [
        "none",
        "internalGuest",
        "b2bCollaborationGuest",
        "b2bCollaborationMember",
        "b2bDirectConnectUser",
        "otherExternalUser",
        "serviceProvider",
      ],
    },
    externalTenants: tenants,
  },
  "guestOrExternalUserTypes",
);
const PLATFORMS = ["android", "iOS", "windows", "windowsPhone", "macOS", "linux", "all"];
const platforms: Shape = { kind: "texts", values: PLATFORMS };
const nullableOneOf = (...values: readonly string[]): Shape => ({ kind: "text", nullable: true, values });

const CONDITIONS: ObjectShape = {
  kind: "object",
  required: ["applications", "clientAppTypes"],
  properties: {
    userRiskLevels: riskLevels,
    signInRiskLevels: riskLevels,
    servicePrincipalRiskLevels: riskLevels,
    clientAppTypes: {
      kind: "texts",
      values: ["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"],
    },
    insiderRiskLevels: { kind: "flags", nullable: true, values: ["minor", "moderate", "elevated"] },
    applications: optional({
      includeApplications: texts,
      excludeApplications: texts,
      includeUserActions: { kind: "texts", values: ["urn:user:registersecurityinfo", "urn:user:registerdevice"] },
      includeAuthenticationContextClassReferences: texts,
      applicationFilter: filter,
    }),
    users: optional({
      includeUsers: texts,
      excludeUsers: texts,
      includeGroups: texts,
      excludeGroups: texts,
      includeRoles: texts,
      excludeRoles: texts,
      includeGuestsOrExternalUsers: guests,
      excludeGuestsOrExternalUsers: guests,
    }),
    clientApplications: optional({
      includeServicePrincipals: texts,
      excludeServicePrincipals: texts,
      servicePrincipalFilter: filter,
    }),
    platforms: optional({ includePlatforms: platforms, excludePlatforms: platforms }),
    locations: optional({ includeLocations: texts, excludeLocations: texts }),
    devices: optional({ deviceFilter: filter }),
    authenticationFlows: optional(
      { transferMethods: { kind: "flags", values: ["none", "deviceCodeFlow", "authenticationTransfer"] } },
      "transferMethods",
    ),
  },
};

const GRANT_CONTROLS = optional(
  {
    operator: nullableOneOf("AND", "OR"),
    builtInControls: {
      kind: "texts",
      values: [
        "block",
        "mfa",
        "compliantDevice",
        "domainJoinedDevice",
        "approvedApplication",
        "compliantApplication",
        "passwordChange",
        "riskRemediation",
      ],
    },
    customAuthenticationFactors: texts,
    termsOfUse: texts,
    authenticationStrength: optional({ id: text }, "id"),
  },
  "operator",
);

const SESSION_CONTROLS = optional({
  disableResilienceDefaults: optionalBoolean,
  applicationEnforcedRestrictions: optional({ isEnabled: optionalBoolean }),
  cloudAppSecurity: optional({
    isEnabled: optionalBoolean,
    cloudAppSecurityType: nullableOneOf("mcasConfigured", "monitorOnly", "blockDownloads"),
  }),
  signInFrequency: optional({
    isEnabled: optionalBoolean,
    value: { kind: "integer", nullable: true },
    type: nullableOneOf("days", "hours"),
    authenticationType: nullableOneOf("primaryAndSecondaryAuthentication", "secondaryAuthentication"),
    frequencyInterval: nullableOneOf("timeBased", "everyTime"),
  }),
  persistentBrowser: optional({ isEnabled: optionalBoolean, mode: nullableOneOf("always", "never") }),
  secureSignInSession: optional({ isEnabled: optionalBoolean }),
});

const POLICY: ObjectShape = {
  kind: "object",
  required: ["displayName", "state", "conditions"],
  properties: {
    displayName: text,
    description: optionalText,
    state: oneOf("enabled", "disabled", "enabledForReportingButNotEnforced"),
    conditions: CONDITIONS,
    grantControls: GRANT_CONTROLS,
    sessionControls: SESSION_CONTROLS,
  },
};

/** Says where a policy comes from; only when it is created. */
const NEW_POLICY: ObjectShape = { ...POLICY, properties: { templateId: optionalText, ...POLICY.properties } };

/** What of a policy can be written, after a PATCH. Throws SchemaMismatch. */
export function changedPolicy(policy: Written, patch: Written): Written {
  return finished(mergeObject(policy, patch, POLICY));
}

/** A policy as it was sent, with everything that it leaves out. Throws SchemaMismatch. */
export function newPolicy(written: Written): Written {
  return finished(mergeObject(undefined, written, NEW_POLICY));
}

/** What no shape can say. */
function finished(policy: Written): Written {
  const displayName = policy["displayName"];
  if (typeof displayName !== "string" || displayName.trim() === "") throw new SchemaMismatch("displayName");
  const users = inner(inner(policy, "conditions"), "users");
  for (const side of ["includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"]) {
    const found = inner(inner(users, side), "externalTenants");
    if (found["members"] !== undefined && !String(found["@odata.type"]).endsWith("EnumeratedExternalTenants")) {
      throw new SchemaMismatch(`conditions.users.${side}.externalTenants.members`);
    }
  }
  return policy;
}

function inner(value: Written, name: string): Written {
  const found = value[name];
  return isObject(found) ? found : {};
}
