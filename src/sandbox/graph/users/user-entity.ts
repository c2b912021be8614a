// What a user looks like in Graph.
import type { Person } from "../../store/people.js";
import type { Entity, Properties } from "../odata/odata-page.js";

export type DirectoryUser = Person;

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
    "assignedLicenses",
    "createdDateTime",
    "deletedDateTime",
    "department",
    "lastPasswordChangeDateTime",
    "mailNickname",
    "onPremisesDomainName",
    "onPremisesImmutableId",
    "onPremisesLastSyncDateTime",
    "onPremisesObjectIdentifier",
    "onPremisesProvisioningErrors",
    "onPremisesSamAccountName",
    "onPremisesSyncEnabled",
    "onPremisesUserPrincipalName",
    "passwordPolicies",
    "proxyAddresses",
    "serviceProvisioningErrors",
    "signInActivity",
    "signInSessionsValidFromDateTime",
    "usageLocation",
    "userType",
  ],
  betaOnly: ["onPremisesObjectIdentifier"],
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

/** All but `signInActivity`, which is no property of the user's own. */
export function userProperties(user: DirectoryUser): Properties {
  const {
    passwordHash: _hash,
    forceChangePasswordNextSignIn: _force,
    extensions: _extensions,
    perUserMfaState: _state,
    registeredMethods: _methods,
    ...visible
  } = user;
  return {
    ...visible,
    serviceProvisioningErrors: user.serviceProvisioningErrors.map((error) => ({
      "@odata.type": "#microsoft.graph.serviceProvisioningXmlError",
      ...error,
    })),
    deletedDateTime: null,
  };
}

/** What `User.ReadBasic.All` alone shows of others ("Microsoft Graph permissions reference"). */
export const BASIC_PROPERTIES: readonly string[] = [
  "displayName",
  "givenName",
  "id",
  "mail",
  "surname",
  "userPrincipalName",
];
