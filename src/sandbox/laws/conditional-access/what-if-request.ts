// The request of "conditionalAccessRoot: evaluate", read into a sign-in. Schema: Graph's v1.0 metadata.
import { isIP } from "node:net";
import {
  isObject,
  mergeObject,
  type ObjectShape,
  oneOf,
  optionalText,
  SchemaMismatch,
  type Shape,
  text,
  texts,
  type Written,
} from "./shapes.js";
import type { SignIn, SignInConditions, SignInContext } from "./sign-in.js";

export interface WhatIfRequest {
  readonly signIn: SignIn;
  readonly appliedPoliciesOnly: boolean;
}

const optionalOneOf = (...values: readonly string[]): Shape => ({ kind: "text", nullable: true, values });
const riskLevel = optionalOneOf("low", "medium", "high", "hidden", "none");
const object = (properties: ObjectShape["properties"], ...required: readonly string[]): ObjectShape => ({
  kind: "object",
  properties,
  required,
});

const DEVICE_TEXTS = [
  "deviceId",
  "displayName",
  "enrollmentProfileName",
  ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
  "manufacturer",
  "mdmAppId",
  "model",
  "operatingSystem",
  "operatingSystemVersion",
  "ownership",
  "profileType",
  "trustType",
];

const DEVICE: ObjectShape = {
  kind: "object",
  nullable: true,
  properties: {
    ...Object.fromEntries(DEVICE_TEXTS.map((name) => [name, optionalText])),
    isCompliant: { kind: "boolean", nullable: true },
    physicalIds: texts,
    systemLabels: texts,
  },
};

const CONDITIONS = object({
  authenticationFlow: {
    kind: "object",
    nullable: true,
    properties: {
      transferMethod: { kind: "flags", nullable: true, values: ["none", "deviceCodeFlow", "authenticationTransfer"] },
    },
  },
  clientAppType: optionalOneOf(
    "all",
    "browser",
    "mobileAppsAndDesktopClients",
    "exchangeActiveSync",
    "easSupported",
    "other",
  ),
  country: optionalText,
  deviceInfo: DEVICE,
  devicePlatform: optionalOneOf("android", "iOS", "windows", "windowsPhone", "macOS", "linux", "all"),
  insiderRiskLevel: optionalOneOf("none", "minor", "moderate", "elevated"),
  ipAddress: optionalText,
  servicePrincipalRiskLevel: riskLevel,
  signInRiskLevel: riskLevel,
  userRiskLevel: riskLevel,
});

const GUEST_TYPES = [
  "none",
  "internalGuest",
  "b2bCollaborationGuest",
  "b2bCollaborationMember",
  "b2bDirectConnectUser",
  "otherExternalUser",
  "serviceProvider",
];

const IDENTITIES: ReadonlyMap<string, ObjectShape> = new Map([
  [
    "userSignIn",
    object({ userId: optionalText, externalTenantId: optionalText, externalUserType: oneOf(...GUEST_TYPES) }),
  ],
  ["servicePrincipalSignIn", object({ servicePrincipalId: text }, "servicePrincipalId")],
]);

const CONTEXTS: ReadonlyMap<string, ObjectShape> = new Map([
  ["applicationContext", object({ includeApplications: texts }, "includeApplications")],
  [
    "userActionContext",
    object({ userAction: oneOf("registerSecurityInformation", "registerOrJoinDevices") }, "userAction"),
  ],
  ["authContext", object({ authenticationContextValue: text }, "authenticationContextValue")],
]);

const PARAMETERS = ["signInIdentity", "signInContext", "signInConditions", "appliedPoliciesOnly"];

/**
 * Identity, context and conditions are required; both of the former have to say of which type they are.
 * @throws SchemaMismatch with the name of what does not fit
 */
export function readWhatIfRequest(body: Written): WhatIfRequest {
  const unknown = Object.keys(body).find((name) => !PARAMETERS.includes(name) && !name.includes("@odata."));
  if (unknown !== undefined) throw new SchemaMismatch(unknown.slice(0, 100));
  const appliedPoliciesOnly = body["appliedPoliciesOnly"] ?? false;
  if (typeof appliedPoliciesOnly !== "boolean") throw new SchemaMismatch("appliedPoliciesOnly");
  const written = body["signInConditions"];
  if (!isObject(written)) throw new SchemaMismatch("signInConditions");
  mergeObject({}, written, CONDITIONS, "signInConditions.");
  const identity = identityOf(typed(body["signInIdentity"], IDENTITIES, "signInIdentity"));
  const context = contextOf(typed(body["signInContext"], CONTEXTS, "signInContext"));
  return { signIn: { identity, context, conditions: conditionsOf(written) }, appliedPoliciesOnly };
}

interface Typed {
  readonly type: string;
  readonly value: Written;
}

function typed(written: unknown, shapes: ReadonlyMap<string, ObjectShape>, where: string): Typed {
  if (!isObject(written)) throw new SchemaMismatch(where);
  const said = written["@odata.type"];
  const type = typeof said === "string" ? (/^#?microsoft\.graph\.(\w+)$/u.exec(said)?.[1] ?? "") : "";
  const shape = shapes.get(type);
  if (shape === undefined) throw new SchemaMismatch(`${where}.@odata.type`);
  return { type, value: mergeObject({}, written, shape, `${where}.`) };
}

function identityOf({ type, value }: Typed): SignIn["identity"] {
  if (type === "servicePrincipalSignIn") {
    return { kind: "servicePrincipal", servicePrincipalId: textAt(value, "servicePrincipalId") ?? "" };
  }
  const identity = {
    kind: "user" as const,
    ...some("userId", textAt(value, "userId")),
    ...some("externalTenantId", textAt(value, "externalTenantId")),
    ...some("externalUserType", textAt(value, "externalUserType")),
  };
  if (identity.userId === undefined && (identity.externalUserType ?? "none") === "none") {
    throw new SchemaMismatch("signInIdentity.userId");
  }
  return identity;
}

function contextOf({ type, value }: Typed): SignInContext {
  if (type === "userActionContext") return { kind: "userAction", userAction: textAt(value, "userAction") ?? "" };
  if (type === "authContext") return { kind: "authContext", value: textAt(value, "authenticationContextValue") ?? "" };
  const ids = value["includeApplications"];
  const appIds = Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  if (appIds.length === 0) throw new SchemaMismatch("signInContext.includeApplications");
  return { kind: "applications", appIds };
}

function conditionsOf(written: Written): SignInConditions {
  const { ipAddress, country } = { ipAddress: textAt(written, "ipAddress"), country: textAt(written, "country") };
  if (ipAddress !== undefined && isIP(ipAddress) === 0) throw new SchemaMismatch("signInConditions.ipAddress");
  if (country !== undefined && !/^[A-Za-z]{2}$/u.test(country)) throw new SchemaMismatch("signInConditions.country");
  const { deviceInfo, authenticationFlow } = written;
  return {
    ...some("ipAddress", ipAddress),
    ...some("country", country),
    ...some("clientAppType", textAt(written, "clientAppType")),
    ...some("devicePlatform", textAt(written, "devicePlatform")),
    ...some("insiderRiskLevel", textAt(written, "insiderRiskLevel")),
    ...some("servicePrincipalRiskLevel", textAt(written, "servicePrincipalRiskLevel")),
    ...some("signInRiskLevel", textAt(written, "signInRiskLevel")),
    ...some("userRiskLevel", textAt(written, "userRiskLevel")),
    ...some("transferMethod", isObject(authenticationFlow) ? textAt(authenticationFlow, "transferMethod") : undefined),
    ...(isObject(deviceInfo) ? { deviceInfo } : {}),
  };
}

/** Empty texts are taken as nothing said. */
function textAt(value: Written, name: string): string | undefined {
  const found = value[name];
  return typeof found === "string" && found !== "" ? found : undefined;
}

function some<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
