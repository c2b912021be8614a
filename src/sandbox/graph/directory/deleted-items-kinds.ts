// The kinds of directory objects that are deleted softly: what they look like, and how they come back.
import type { DeletedType } from "../../laws/deleted-items.js";
import { nameBeforeDeletion, restoreUser } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { APPLICATION, APPLICATION_FILTERS, applicationProperties } from "../applications/applications-entity.js";
import {
  SERVICE_PRINCIPAL_FILTERS,
  servicePrincipalEntity,
  servicePrincipalProperties,
} from "../applications/service-principals-entity.js";
import type { GraphVersion } from "../graph-call.js";
import type { Entity, Properties } from "../odata/odata-page.js";
import type { FilterRules } from "../odata/odata-rules.js";
import { USER, userProperties } from "../users/user-entity.js";
import { USER_FILTERS } from "../users/user-filters.js";
import { GROUP, GROUP_FILTERS, groupProperties } from "./groups-entity.js";

export interface DeletedItem {
  readonly id: string;
  readonly deletedDateTime: string;
  /** As Graph shows it. */
  readonly properties: Properties;
}

export interface DeletedKind {
  readonly type: DeletedType;
  /** As the context names the kind: `users`. */
  readonly set: string;
  readonly entity: (version: GraphVersion) => Entity;
  readonly rules: FilterRules;
  readonly items: (tenant: Tenant) => readonly DeletedItem[];
  /** Takes the item out of the deleted ones; where it is to be restored, back among the living. */
  readonly take: (draft: TenantState, id: string, isRestored: boolean) => void;
}

const DELETED: FilterRules = {
  deletedDateTime: { usual: ["eq", "ge", "le"], advanced: ["ne", "not", "in"], type: "date" },
};

export const DELETED_KINDS: readonly DeletedKind[] = [
  {
    type: "user",
    set: "users",
    entity: () => USER,
    rules: { ...USER_FILTERS, ...DELETED },
    items: ({ deletedUsers }) => deletedUsers.map((one) => item(one.deletedDateTime, userProperties(one.user))),
    take(draft, id, isRestored) {
      const user = draft.deletedUsers.find((one) => one.user.id === id)?.user;
      if (isRestored && user !== undefined) restoreUser(draft, id, nameBeforeDeletion(user));
      else draft.deletedUsers = draft.deletedUsers.filter((one) => one.user.id !== id);
    },
  },
  {
    type: "group",
    set: "groups",
    entity: () => GROUP,
    rules: { ...GROUP_FILTERS, ...DELETED },
    items: ({ deletedGroups }) => deletedGroups.map((one) => item(one.deletedDateTime, groupProperties(one.group))),
    take(draft, id, isRestored) {
      const found = draft.deletedGroups.find((one) => one.group.id === id);
      draft.deletedGroups = draft.deletedGroups.filter((one) => one !== found);
      if (isRestored && found !== undefined) draft.groups.push(found.group);
    },
  },
  {
    type: "application",
    set: "applications",
    entity: () => APPLICATION,
    rules: { ...APPLICATION_FILTERS, ...DELETED },
    items: (tenant) =>
      tenant.deletedApplications.map((one) =>
        item(one.deletedDateTime, applicationProperties(tenant, one.application)),
      ),
    take(draft, id, isRestored) {
      const found = draft.deletedApplications.find((one) => one.application.id === id);
      draft.deletedApplications = draft.deletedApplications.filter((one) => one !== found);
      if (isRestored && found !== undefined) draft.applications.push(found.application);
    },
  },
  {
    type: "servicePrincipal",
    set: "servicePrincipals",
    entity: servicePrincipalEntity,
    rules: { ...SERVICE_PRINCIPAL_FILTERS, ...DELETED },
    items: (tenant) =>
      tenant.deletedServicePrincipals.map((one) =>
        item(one.deletedDateTime, servicePrincipalProperties(tenant, one.servicePrincipal)),
      ),
    take(draft, id, isRestored) {
      const found = draft.deletedServicePrincipals.find((one) => one.servicePrincipal.id === id);
      draft.deletedServicePrincipals = draft.deletedServicePrincipals.filter((one) => one !== found);
      if (isRestored && found !== undefined) draft.servicePrincipals.push(found.servicePrincipal);
    },
  },
];

function item(deletedDateTime: string, properties: Properties): DeletedItem {
  return { id: String(properties["id"]), deletedDateTime, properties: { ...properties, deletedDateTime } };
}
