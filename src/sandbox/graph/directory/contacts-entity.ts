// What an organisational contact looks like in Graph ("orgContact resource type").
import type { Tenant } from "../../store/tenant-state.js";
import type { Entity, Properties } from "../odata/odata-page.js";
import type { FilterRules } from "../odata/odata-rules.js";
import { provisioningError } from "./groups-entity.js";

export type Contact = Tenant["contacts"][number];

export const CONTACT: Entity = {
  type: "microsoft.graph.orgContact",
  known: [
    "id",
    "deletedDateTime",
    "addresses",
    "companyName",
    "department",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mailNickname",
    "onPremisesLastSyncDateTime",
    "onPremisesProvisioningErrors",
    "onPremisesSyncEnabled",
    "phones",
    "proxyAddresses",
    "serviceProvisioningErrors",
    "surname",
  ],
};

/** "Advanced query capabilities on Microsoft Entra ID objects", orgContact properties. */
export const CONTACT_FILTERS: FilterRules = {
  id: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  companyName: { usual: ["eq", "in", "startswith", "eq null"], advanced: ["ne", "not", "endswith"] },
  department: { usual: ["eq", "in", "startswith", "eq null"], advanced: ["ne", "not"] },
  displayName: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not"] },
  givenName: { usual: ["eq", "in", "startswith", "eq null"], advanced: ["ne", "not"] },
  mail: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not", "endswith"] },
  mailNickname: { usual: ["eq", "ge", "le", "in", "startswith"], advanced: ["ne", "not"] },
  onPremisesLastSyncDateTime: { usual: ["eq", "ge", "le"], advanced: ["ne", "not"], type: "date" },
  "onPremisesProvisioningErrors/$count": { usual: [], advanced: ["eq", "ne"], type: "number" },
  "onPremisesProvisioningErrors/any/category": { usual: ["eq"], advanced: ["ne", "not"] },
  "onPremisesProvisioningErrors/any/propertyCausingError": { usual: ["eq"], advanced: ["ne", "not"] },
  onPremisesSyncEnabled: { usual: ["eq", "in", "eq null"], advanced: ["ne", "not"], type: "boolean" },
  "proxyAddresses/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not", "endswith"] },
  "serviceProvisioningErrors/any/serviceInstance": { usual: ["eq"], advanced: ["not"] },
  "serviceProvisioningErrors/any/isResolved": { usual: ["eq"], advanced: ["not"], type: "boolean" },
  surname: { usual: ["eq", "in", "startswith", "eq null"], advanced: ["ne", "not"] },
};

export function contactProperties(contact: Contact): Properties {
  return {
    ...contact,
    serviceProvisioningErrors: contact.serviceProvisioningErrors.map(provisioningError),
    deletedDateTime: null,
    addresses: [],
    phones: [],
  };
}
