// A sign-in as Graph shows it: what the log keeps, and what is ordinary of all sign-ins.
import { MICROSOFT_TENANT_ID } from "../../laws/first-party.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphVersion } from "../graph-call.js";
import type { Entity, Properties } from "../odata/odata-page.js";

const IN_BOTH = [
  "id",
  "createdDateTime",
  "userDisplayName",
  "userPrincipalName",
  "userId",
  "appId",
  "appDisplayName",
  "ipAddress",
  "clientAppUsed",
  "correlationId",
  "conditionalAccessStatus",
  "isInteractive",
  "riskDetail",
  "riskLevelAggregated",
  "riskLevelDuringSignIn",
  "riskState",
  "riskEventTypes_v2",
  "resourceDisplayName",
  "resourceId",
  "homeTenantId",
  "resourceTenantId",
  "servicePrincipalId",
  "servicePrincipalName",
  "userAgent",
  "status",
  "deviceDetail",
  "location",
  "appliedConditionalAccessPolicies",
];

const IN_V1 = ["riskEventTypes"];
const IN_BETA = [
  "authenticationProcessingDetails",
  "authenticationProtocol",
  "authenticationRequirement",
  "clientCredentialType",
  "resourceServicePrincipalId",
  "servicePrincipalCredentialKeyId",
  "servicePrincipalCredentialThumbprint",
  "signInEventTypes",
  "tokenIssuerType",
  "userType",
];

const ENTITIES: Readonly<Record<GraphVersion, Entity>> = {
  "v1.0": { type: "microsoft.graph.signIn", known: [...IN_BOTH, ...IN_V1, ...IN_BETA], betaOnly: IN_BETA },
  beta: { type: "microsoft.graph.signIn", known: [...IN_BOTH, ...IN_BETA] },
};

export function signInEntity(version: GraphVersion): Entity {
  return ENTITIES[version];
}

/** Nothing is known of devices and places: what the log would know of them is left out, not made up. */
export function wholeSignIn(tenant: Tenant, kept: Properties): Properties {
  const isUser = kept["servicePrincipalName"] === null || kept["servicePrincipalName"] === undefined;
  return {
    userDisplayName: null,
    userPrincipalName: null,
    appDisplayName: null,
    clientAppUsed: isUser ? "Mobile Apps and Desktop clients" : null,
    conditionalAccessStatus: "notApplied",
    riskDetail: "none",
    riskLevelAggregated: "none",
    riskLevelDuringSignIn: "none",
    riskState: "none",
    riskEventTypes: [],
    riskEventTypes_v2: [],
    homeTenantId: tenant.organization.id,
    resourceTenantId: isUser ? tenant.organization.id : MICROSOFT_TENANT_ID,
    servicePrincipalId: "",
    servicePrincipalName: null,
    userAgent: null,
    deviceDetail: {
      deviceId: "",
      displayName: "",
      operatingSystem: isUser ? "Windows" : null,
      browser: "",
      isCompliant: false,
      isManaged: false,
      trustType: "",
    },
    location: { city: null, state: null, countryOrRegion: tenant.organization.countryLetterCode, geoCoordinates: null },
    appliedConditionalAccessPolicies: [],
    // How it was made, where there is anything to say of that, as of old TLS; the engines here use TLS 1.2.
    authenticationProcessingDetails: [],
    authenticationProtocol: "none",
    authenticationRequirement: "singleFactorAuthentication",
    clientCredentialType: "none",
    resourceServicePrincipalId: null,
    servicePrincipalCredentialKeyId: null,
    servicePrincipalCredentialThumbprint: null,
    tokenIssuerType: "AzureAD",
    userType: null,
    ...kept,
  };
}
