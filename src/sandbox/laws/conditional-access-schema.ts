// The form of a Conditional Access policy and how a PATCH changes it: objects are merged, arrays replaced, null removes
// what is optional ("conditionalAccessPolicy: update"; schema: Graph's v1.0 metadata).

type Shape =
  | {
      readonly kind: "text" | "boolean" | "integer" | "texts";
      readonly nullable?: boolean;
      readonly values?: readonly string[];
    }
  | { readonly kind: "object"; readonly nullable?: boolean; readonly properties: Readonly<Record<string, Shape>> };

export class SchemaMismatch extends Error {
  override readonly name = "SchemaMismatch";
}

const text: Shape = { kind: "text" };
const texts: Shape = { kind: "texts" };
const optionalText: Shape = { kind: "text", nullable: true };
const optionalBoolean: Shape = { kind: "boolean", nullable: true };
const riskLevels: Shape = { kind: "texts", values: ["low", "medium", "high", "hidden", "none"] };
const optional = (properties: Readonly<Record<string, Shape>>): Shape => ({
  kind: "object",
  nullable: true,
  properties,
});
const oneOf = (...values: readonly string[]): Shape => ({ kind: "text", values });
const filter = optional({ mode: oneOf("include", "exclude"), rule: text });
const guests = optional({
  guestOrExternalUserTypes: optionalText,
  externalTenants: optional({ "@odata.type": text, membershipKind: text, members: texts }),
});

const POLICY: Readonly<Record<string, Shape>> = {
  displayName: text,
  description: optionalText,
  state: oneOf("enabled", "disabled", "enabledForReportingButNotEnforced"),
  conditions: {
    kind: "object",
    properties: {
      applications: optional({
        includeApplications: texts,
        excludeApplications: texts,
        includeUserActions: texts,
        includeAuthenticationContextClassReferences: texts,
        applicationFilter: filter,
      }),
      authenticationFlows: optional({ transferMethods: optionalText }),
      clientApplications: optional({
        includeServicePrincipals: texts,
        excludeServicePrincipals: texts,
        servicePrincipalFilter: filter,
      }),
      clientAppTypes: {
        kind: "texts",
        values: ["all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other"],
      },
      devices: optional({ deviceFilter: filter }),
      insiderRiskLevels: optionalText,
      locations: optional({ includeLocations: texts, excludeLocations: texts }),
      platforms: optional({ includePlatforms: texts, excludePlatforms: texts }),
      servicePrincipalRiskLevels: riskLevels,
      signInRiskLevels: riskLevels,
      userRiskLevels: riskLevels,
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
    },
  },
  grantControls: optional({
    operator: { kind: "text", nullable: true, values: ["AND", "OR"] },
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
    authenticationStrength: optional({ id: text }),
  }),
  sessionControls: optional({
    applicationEnforcedRestrictions: optional({ isEnabled: optionalBoolean }),
    cloudAppSecurity: optional({ isEnabled: optionalBoolean, cloudAppSecurityType: optionalText }),
    disableResilienceDefaults: optionalBoolean,
    persistentBrowser: optional({ isEnabled: optionalBoolean, mode: optionalText }),
    secureSignInSession: optional({ isEnabled: optionalBoolean }),
    signInFrequency: optional({
      isEnabled: optionalBoolean,
      value: { kind: "integer", nullable: true },
      type: optionalText,
      authenticationType: optionalText,
      frequencyInterval: optionalText,
    }),
  }),
};

/** Throws SchemaMismatch on an unknown property or a value of another type. */
export function mergePolicy(
  policy: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return mergeObject(policy, patch, POLICY, "");
}

function mergeObject(
  before: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
  shapes: Readonly<Record<string, Shape>>,
  where: string,
): Record<string, unknown> {
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      if (name.startsWith("@odata.") || name.includes("@odata.")) continue;
      throw new SchemaMismatch(`${where}${name}`);
    }
    after[name] = mergeValue(before[name], value, shape, `${where}${name}`);
  }
  return after;
}

function mergeValue(before: unknown, value: unknown, shape: Shape, where: string): unknown {
  if (value === null) {
    if (shape.nullable === true) return null;
    throw new SchemaMismatch(where);
  }
  if (shape.kind === "object") {
    if (!isObject(value)) throw new SchemaMismatch(where);
    return mergeObject(isObject(before) ? before : {}, value, shape.properties, `${where}.`);
  }
  const allowed = (item: unknown) => typeof item === "string" && (shape.values?.includes(item) ?? true);
  const fits =
    (shape.kind === "text" && allowed(value)) ||
    (shape.kind === "texts" && Array.isArray(value) && value.every(allowed)) ||
    (shape.kind === "boolean" && typeof value === "boolean") ||
    (shape.kind === "integer" && Number.isInteger(value));
  if (!fits) throw new SchemaMismatch(where);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
