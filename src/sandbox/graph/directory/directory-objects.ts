// Directory objects of whatever kind, found by id and shown with their type.
import { param } from "../../routes.js";
import { userById } from "../../store/people.js";
import type { Tenant } from "../../store/tenant-state.js";
import { APPLICATION, applicationProperties } from "../applications/applications-entity.js";
import { servicePrincipalEntity, servicePrincipalProperties } from "../applications/service-principals-entity.js";
import type { GraphRoute, GraphVersion } from "../graph-call.js";
import { badRequest, type GraphError, notFound } from "../graph-error.js";
import { contextUrl, type Entity, type Properties, project } from "../odata/odata-page.js";
import { directoryRoleOf } from "../roles/directory-roles.js";
import { USER, userProperties } from "../users/user-entity.js";
import { CONTACT, contactProperties } from "./contacts-entity.js";
import { isNamed } from "./directory-objects-select.js";
import { GROUP, groupProperties } from "./groups-entity.js";

export type ObjectKind = "user" | "group" | "servicePrincipal" | "application" | "orgContact" | "directoryRole";

interface ShownObject {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly entity: Entity;
  readonly properties: () => Properties;
}

export const directoryObjectRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/directoryObjects/:id",
    note: "users, groups, contacts, applications, service principals, directory roles",
    handle: (call) => {
      const id = param(call, "id");
      const found = findObject(call.tenant, id, call.version);
      if (found === undefined) throw notFound(id);
      const context = contextUrl(call, "directoryObjects/$entity");
      return { status: 200, body: { "@odata.context": context, ...typed(found) } };
    },
  },
];

export function kindOf(tenant: Tenant, id: string): ObjectKind | undefined {
  return findObject(tenant, id, "v1.0")?.kind;
}

export function findObject(tenant: Tenant, id: string, version: GraphVersion): ShownObject | undefined {
  const user = userById(tenant, id);
  if (user !== undefined) return { kind: "user", id, entity: USER, properties: () => userProperties(user) };
  const group = tenant.groups.find((one) => one.id === id);
  if (group !== undefined) return { kind: "group", id, entity: GROUP, properties: () => groupProperties(group) };
  const principal = tenant.servicePrincipals.find((one) => one.id === id);
  if (principal !== undefined) {
    const entity = servicePrincipalEntity(version);
    return { kind: "servicePrincipal", id, entity, properties: () => servicePrincipalProperties(tenant, principal) };
  }
  const application = tenant.applications.find((one) => one.id === id);
  if (application !== undefined) {
    return {
      kind: "application",
      id,
      entity: APPLICATION,
      properties: () => applicationProperties(tenant, application),
    };
  }
  const contact = tenant.contacts.find((one) => one.id === id);
  if (contact !== undefined) {
    return { kind: "orgContact", id, entity: CONTACT, properties: () => contactProperties(contact) };
  }
  const role = tenant.activatedRoles.find((one) => one.id === id);
  if (role === undefined) return undefined;
  const properties = directoryRoleOf(role);
  const entity = { type: "microsoft.graph.directoryRole", known: Object.keys(properties) };
  return { kind: "directoryRole", id, entity, properties: () => properties };
}

/**
 * The object with its type, as it stands in lists of directory objects.
 *
 * @param select the properties asked for, of whatever kind has them; without it the kind's default set
 */
export function typed(object: ShownObject, select?: readonly string[]): Properties {
  const { entity } = object;
  const known = entity.known.filter((name) => isNamed(select ?? [], name));
  const names = select === undefined ? (entity.byDefault ?? entity.known) : known;
  return { "@odata.type": `#${entity.type}`, ...project(object.properties(), names) };
}

/** For messages about ids that are none. */
export function invalidId(text: string): GraphError {
  return badRequest(`Invalid GUID:${text.slice(0, 200)}`);
}
