// What a role or an assignment may point at, as Graph shows it: with its type.
import { userById } from "../../store/people.js";
import type { Tenant } from "../../store/tenant-state.js";
import { servicePrincipalEntity, servicePrincipalProperties } from "../applications/service-principals-entity.js";
import { type Entity, type Properties, project } from "../odata/odata-page.js";
import { USER, userProperties } from "../users/user-entity.js";
import { isNamed } from "./directory-objects-select.js";
import { GROUP, groupProperties } from "./groups-entity.js";

/** @param select of the properties that its kind has; without it the kind's default set */
export function principalObject(tenant: Tenant, id: string, select?: readonly string[]): Properties | undefined {
  const names = ({ known, byDefault = known }: Pick<Entity, "known" | "byDefault">) =>
    select === undefined ? byDefault : known.filter((name) => isNamed(select, name));
  const user = userById(tenant, id);
  if (user !== undefined)
    return { "@odata.type": "#microsoft.graph.user", ...project(userProperties(user), names(USER)) };
  const principal = tenant.servicePrincipals.find((one) => one.id === id);
  if (principal !== undefined) {
    const shown = project(servicePrincipalProperties(tenant, principal), names(servicePrincipalEntity("v1.0")));
    return { "@odata.type": "#microsoft.graph.servicePrincipal", ...shown };
  }
  const group = tenant.groups.find((one) => one.id === id);
  return group === undefined
    ? undefined
    : { "@odata.type": "#microsoft.graph.group", ...project(groupProperties(group), names(GROUP)) };
}
