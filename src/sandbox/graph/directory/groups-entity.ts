// What a group looks like in Graph, and what can be asked of groups.
import { guidBytes } from "../../store/guid-bytes.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { Entity, Properties } from "../odata/odata-page.js";
import type { FilterRules } from "../odata/odata-rules.js";

export type Group = Tenant["groups"][number];

/** What stands for a group where other kinds of objects stand beside it. */
export const GROUP_BY_DEFAULT = [
  "id",
  "deletedDateTime",
  "classification",
  "createdDateTime",
  "description",
  "displayName",
  "expirationDateTime",
  "groupTypes",
  "isAssignableToRole",
  "mail",
  "mailEnabled",
  "mailNickname",
  "membershipRule",
  "membershipRuleProcessingState",
  "onPremisesLastSyncDateTime",
  "onPremisesProvisioningErrors",
  "onPremisesSyncEnabled",
  "preferredDataLocation",
  "preferredLanguage",
  "proxyAddresses",
  "renewedDateTime",
  "securityEnabled",
  "securityIdentifier",
  "serviceProvisioningErrors",
  "theme",
  "visibility",
] as const;

export const GROUP: Entity = { type: "microsoft.graph.group", known: GROUP_BY_DEFAULT };

/**
 * "Advanced query capabilities on Microsoft Entra ID objects", group properties; those of the errors are supported by
 * default, but not compared with null.
 */
export const GROUP_FILTERS: FilterRules = {
  id: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  createdDateTime: { usual: ["eq", "ge", "le"], advanced: ["ne", "not"], type: "date" },
  displayName: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not", "ne null"] },
  "groupTypes/any": { usual: ["eq"], advanced: ["not"] },
  isAssignableToRole: { usual: ["eq"], advanced: ["ne", "not"], type: "boolean" },
  mail: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not", "endswith", "ne null"] },
  mailEnabled: { usual: ["eq"], advanced: ["ne", "not"], type: "boolean" },
  mailNickname: { usual: ["eq", "ge", "le", "in", "startswith"], advanced: ["ne", "not"] },
  onPremisesLastSyncDateTime: { usual: ["eq", "ge", "le"], advanced: ["ne", "not"], type: "date" },
  "onPremisesProvisioningErrors/any/category": { usual: ["eq"], advanced: ["ne", "not"] },
  "onPremisesProvisioningErrors/any/propertyCausingError": { usual: ["eq"], advanced: ["ne", "not"] },
  onPremisesSyncEnabled: { usual: ["eq", "in", "eq null"], advanced: ["ne", "not", "ne null"], type: "boolean" },
  "proxyAddresses/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not", "endswith"] },
  securityEnabled: { usual: ["eq", "in"], advanced: ["ne", "not"], type: "boolean" },
  "serviceProvisioningErrors/any/serviceInstance": { usual: ["eq"], advanced: ["not"] },
  "serviceProvisioningErrors/any/isResolved": { usual: ["eq"], advanced: ["not"], type: "boolean" },
};

export function groupProperties(group: Group): Properties {
  const { memberIds: _members, ownerIds: _owners, extensions: _extensions, ...shown } = group;
  return {
    ...shown,
    serviceProvisioningErrors: group.serviceProvisioningErrors.map(provisioningError),
    deletedDateTime: null,
    classification: null,
    expirationDateTime: null,
    membershipRule: null,
    membershipRuleProcessingState: null,
    preferredDataLocation: null,
    preferredLanguage: null,
    renewedDateTime: group.createdDateTime,
    securityIdentifier: securityIdentifier(group.id),
    theme: null,
    visibility: group.visibility ?? null,
  };
}

/** "serviceProvisioningXmlError resource type": the only kind there is. */
export function provisioningError(error: Group["serviceProvisioningErrors"][number]): Properties {
  return { "@odata.type": "#microsoft.graph.serviceProvisioningXmlError", ...error };
}

/** Security identifiers of cloud groups are made of the four 32-bit words of their id. */
function securityIdentifier(id: string): string {
  const bytes = guidBytes(id);
  const words = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at));
  return `S-1-12-1-${words.join("-")}`;
}
