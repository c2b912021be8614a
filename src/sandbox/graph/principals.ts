// What a role or an assignment may point at, as Graph shows it: with its type.
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import { GROUP_BY_DEFAULT } from "./groups.js";
import { type Properties, project } from "./odata-page.js";
import { servicePrincipalProperties } from "./service-principals.js";
import { USER, userProperties } from "./user-entity.js";

export function principalObject(tenant: Tenant, id: string): Properties | undefined {
  const user = userById(tenant, id);
  if (user !== undefined)
    return { "@odata.type": "#microsoft.graph.user", ...project(userProperties(user), USER.byDefault ?? []) };
  const principal = tenant.servicePrincipals.find((one) => one.id === id);
  if (principal !== undefined) {
    return { "@odata.type": "#microsoft.graph.servicePrincipal", ...servicePrincipalProperties(principal) };
  }
  const group = tenant.groups.find((one) => one.id === id);
  return group === undefined
    ? undefined
    : { "@odata.type": "#microsoft.graph.group", ...project(group, GROUP_BY_DEFAULT) };
}
