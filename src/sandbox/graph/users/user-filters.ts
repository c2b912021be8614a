// Which $filter each property of a user takes.
import type { FilterRule, FilterRules } from "../odata/odata-rules.js";

/** A text that is indexed: "Advanced query capabilities on Microsoft Entra ID objects", user properties. */
const INDEXED: FilterRule = {
  usual: ["eq", "ge", "le", "in", "startswith"],
  advanced: ["ne", "not", "eq null", "ne null"],
  type: "string",
};
/** A text that only the index store knows. */
const STORED: FilterRule = {
  usual: [],
  advanced: ["eq", "ne", "not", "ge", "le", "in", "startswith", "eq null", "ne null"],
  type: "string",
};
const SWITCH: FilterRule = { usual: ["eq", "in"], advanced: ["ne", "not"], type: "boolean" };
const MOMENT: FilterRule = { usual: ["eq", "ge", "le"], advanced: ["ne", "not", "in"], type: "date" };

/**
 * "Advanced query capabilities on Microsoft Entra ID objects" and "user resource type". Whether the errors of services
 * can be filtered by default is not in that table: taken to be so, as the errors of synchronisation are.
 */
export const USER_FILTERS: FilterRules = {
  id: { usual: ["eq", "in"], advanced: ["ne", "not"], type: "string" },
  accountEnabled: SWITCH,
  "assignedLicenses/any/skuId": { usual: ["eq"], advanced: ["not"] },
  "assignedLicenses/$count": { usual: [], advanced: ["eq", "ne"], type: "number" },
  "businessPhones/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not"], type: "string" },
  createdDateTime: MOMENT,
  department: INDEXED,
  displayName: INDEXED,
  givenName: INDEXED,
  jobTitle: INDEXED,
  mail: { ...INDEXED, advanced: [...(INDEXED.advanced ?? []), "endswith"] },
  mailNickname: INDEXED,
  mobilePhone: STORED,
  officeLocation: STORED,
  onPremisesImmutableId: { usual: ["eq", "ge", "le", "in"], advanced: ["ne", "not"], type: "string" },
  onPremisesLastSyncDateTime: MOMENT,
  "onPremisesProvisioningErrors/any/category": { usual: ["eq"], advanced: ["not"], type: "string" },
  "onPremisesProvisioningErrors/any/propertyCausingError": { usual: ["eq"], advanced: ["not"], type: "string" },
  onPremisesSamAccountName: { usual: ["eq", "ge", "le", "in", "startswith"], advanced: ["ne", "not"], type: "string" },
  onPremisesSyncEnabled: { usual: ["eq", "in"], advanced: ["ne", "not", "eq null", "ne null"], type: "boolean" },
  onPremisesUserPrincipalName: {
    usual: ["eq", "ge", "le", "in", "startswith"],
    advanced: ["ne", "not"],
    type: "string",
  },
  passwordPolicies: { usual: [], advanced: ["ne", "not", "eq null", "ne null"], type: "string" },
  preferredLanguage: STORED,
  "proxyAddresses/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not", "endswith"], type: "string" },
  "proxyAddresses/$count": { usual: [], advanced: ["eq", "ne"], type: "number" },
  "serviceProvisioningErrors/any/isResolved": { usual: ["eq"], advanced: ["not"], type: "boolean" },
  "serviceProvisioningErrors/any/serviceInstance": { usual: ["eq"], advanced: ["not"], type: "string" },
  "signInActivity/lastNonInteractiveSignInDateTime": MOMENT,
  "signInActivity/lastSignInDateTime": MOMENT,
  "signInActivity/lastSuccessfulSignInDateTime": MOMENT,
  surname: INDEXED,
  usageLocation: INDEXED,
  userPrincipalName: {
    usual: ["eq", "ge", "le", "in", "startswith"],
    advanced: ["ne", "not", "endswith"],
    type: "string",
  },
  userType: { usual: ["eq", "in"], advanced: ["ne", "not", "eq null", "ne null"], type: "string" },
};
