// What a user looks like in Graph.
import type { Tenant } from "../store/tenant-state.js";
import type { Entity, Properties } from "./odata-page.js";

export type DirectoryUser = Tenant["users"][number];

/** Default properties: "user resource type", section Properties ("Returned by default"). */
export const USER: Entity = {
  type: "microsoft.graph.user",
  known: [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
    "accountEnabled",
    "createdDateTime",
    "deletedDateTime",
    "department",
    "lastPasswordChangeDateTime",
    "mailNickname",
    "onPremisesDomainName",
    "onPremisesImmutableId",
    "onPremisesLastSyncDateTime",
    "onPremisesSamAccountName",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "passwordPolicies",
    "proxyAddresses",
    "usageLocation",
    "userType",
  ],
  byDefault: [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
  ],
};

export function userProperties(user: DirectoryUser): Properties {
  const { passwordHash: _hash, forceChangePasswordNextSignIn: _force, ...visible } = user;
  return { ...visible, deletedDateTime: null };
}
