import type { User } from "./tenant-state.js";

type Named = Pick<User, "id" | "userPrincipalName" | "displayName" | "mailNickname" | "createdDateTime">;

/** A user that lives in the cloud only, with nothing set but what is given. */
export function cloudUser(named: Named, more: Partial<User> = {}): User {
  return {
    givenName: null,
    surname: null,
    jobTitle: null,
    department: null,
    mail: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    businessPhones: [],
    proxyAddresses: [],
    accountEnabled: true,
    usageLocation: null,
    userType: "Member",
    passwordPolicies: null,
    passwordHash: null,
    forceChangePasswordNextSignIn: false,
    lastPasswordChangeDateTime: named.createdDateTime,
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: null,
    onPremisesImmutableId: null,
    onPremisesDomainName: null,
    onPremisesSamAccountName: null,
    onPremisesUserPrincipalName: null,
    onPremisesObjectIdentifier: null,
    onPremisesProvisioningErrors: [],
    serviceProvisioningErrors: [],
    assignedLicenses: [],
    extensions: [],
    perUserMfaState: "disabled",
    registeredMethods: [],
    signInSessionsValidFromDateTime: null,
    ...named,
    ...more,
  };
}
