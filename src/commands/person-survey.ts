// What is read of an account before it is excluded, to tell whether a person works with it.
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { PersonFacts } from "../conditional-access/person.js";
import { PRIVILEGED_IDENTITY_PLANS, ROLES } from "../knowledge/directory.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { observe } from "../tenant/observe.js";
import { readAssignedRoles } from "../tenant/operator-rights.js";
import type { Organization } from "../tenant/organization.js";
import { readRoleInstances } from "../tenant/role-schedules.js";
import { readMethods } from "../tenant/sign-in-methods.js";
import { readSignIns } from "../tenant/sign-ins.js";
import { readMembershipsOf, readUser } from "../tenant/users.js";
import { serviceTime } from "./envelope.js";

export interface WhoIsAsked {
  readonly userId: string;
  readonly name: string;
  readonly is: PersonFacts["is"];
}

/** Sign-ins are looked at for so long back; the log keeps them for 30 days at most. */
const DAYS_BACK = 30;
/** A password that was wrong, or an account that is not there or is locked, is somebody's guess and nobody's work. */
const GUESSES: ReadonlySet<number> = new Set([50126, 50053, 50034, 50056, 50055]);

export async function surveyPersons(
  graph: ServiceClient,
  organization: Read<Organization>,
  people: readonly WhoIsAsked[],
): Promise<readonly PersonFacts[]> {
  const since = new Date(serviceTime(organization) - DAYS_BACK * 86_400_000).toISOString();
  const { servicePlans, servicePlansTold } = organization.value;
  // Where licences are not told, it is asked: what is refused then is unknown.
  const managed = !servicePlansTold || servicePlans.some((id) => PRIVILEGED_IDENTITY_PLANS.includes(id));
  return Promise.all(
    people.map(async ({ userId, name, is }) => {
      const [user, roles, methods, signIns] = await Promise.all([
        observe(readUser(graph, userId)),
        readRolesOf(graph, userId, managed),
        observe(readMethods(graph, userId)),
        observe(readSignIns(graph, { kind: "user", userId, events: "interactive" }, since)),
      ]);
      const interactive = mapFact(signIns, (all) =>
        all
          .filter(({ isInteractive, errorCode }) => isInteractive !== false && !GUESSES.has(errorCode ?? 0))
          .map(({ appId, appDisplayName }) => ({ appId: appId ?? "", appName: appDisplayName ?? "" })),
      );
      const synced = mapFact(user, (one) => one?.synced === true);
      return { name, is, synced, roles, methods, interactive };
    }),
  );
}

interface RoleOf {
  readonly roleId: string;
  readonly name: string;
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));

/** In whatever form; unknown as soon as one way of having a role could not be read. */
async function readRolesOf(graph: ServiceClient, userId: string, managed: boolean): Promise<Fact<readonly RoleOf[]>> {
  const readings = await Promise.all([
    observe(readAssignedRoles(graph, userId)),
    observe(readMembershipsOf(graph, userId)).then((fact) =>
      mapFact(fact, ({ roleIds }) =>
        roleIds.map((roleId) => ({ roleId, name: NAMES.get(roleId.toLowerCase()) ?? "" })),
      ),
    ),
    managed ? observe(readRoleInstances(graph, "eligible", userId)) : known([], { request: "no licence for PIM" }),
  ]);
  const all: RoleOf[] = [];
  for (const reading of readings) {
    if (reading.state === "unknown") return reading;
    for (const { roleId, name } of reading.value)
      if (all.every((one) => one.roleId !== roleId.toLowerCase())) all.push({ roleId: roleId.toLowerCase(), name });
  }
  return known(all, readings[0].state === "known" ? readings[0].source : { request: "roles" });
}
