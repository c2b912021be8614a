// What a role or an assignment may point at, as Graph shows it: with its type.
import { userById } from "../../store/people.js";
import type { Tenant } from "../../store/tenant-state.js";
import { servicePrincipalEntity, servicePrincipalProperties } from "../applications/service-principals-entity.js";
import { type Properties, project } from "../odata/odata-page.js";
import { USER, userProperties } from "../users/user-entity.js";
import { GROUP_BY_DEFAULT, groupProperties } from "./groups-entity.js";

export function principalObject(tenant: Tenant, id: string): Properties | undefined {
  const user = userById(tenant, id);
  if (user !== undefined)
    return { "@odata.type": "#microsoft.graph.user", ...project(userProperties(user), USER.byDefault ?? []) };
  const principal = tenant.servicePrincipals.find((one) => one.id === id);
  if (principal !== undefined) {
    const shown = project(servicePrincipalProperties(tenant, principal), servicePrincipalEntity("v1.0").known);
    return { "@odata.type": "#microsoft.graph.servicePrincipal", ...shown };
  }
  const group = tenant.groups.find((one) => one.id === id);
  return group === undefined
    ? undefined
    : { "@odata.type": "#microsoft.graph.group", ...project(groupProperties(group), GROUP_BY_DEFAULT) };
}
