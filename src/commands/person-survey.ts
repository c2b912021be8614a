// What is read of an account before it is excluded, to tell whether a person works with it.
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { PersonFacts } from "../conditional-access/person.js";
import { PRIVILEGED_IDENTITY_PLANS, ROLES } from "../knowledge/directory.js";
import { type Fact, known, mapFact, unknown } from "../shapes/fact.js";
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
/**
 * A password that was wrong, or an account that is not there or is locked, is somebody's guess and nobody's work. That a password
 * has expired is told only to who has typed it right.
 */
const GUESSES: ReadonlySet<number> = new Set([50126, 50053, 50034, 50056]);

export async function surveyPersons(
  graph: ServiceClient,
  organization: Read<Organization>,
  people: readonly WhoIsAsked[],
): Promise<readonly PersonFacts[]> {
  const since = new Date(serviceTime(organization) - DAYS_BACK * 86_400_000).toISOString();
  // Where licences are not told, it is asked: what is refused then is unknown.
  const managed = isManaged(organization.value) !== false;
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

/** Null: licences are not told. */
function isManaged({ servicePlans, servicePlansTold }: Organization): boolean | null {
  if (!servicePlansTold) return null;
  return servicePlans.some((id) => PRIVILEGED_IDENTITY_PLANS.includes(id));
}

/** What this version does not read of administrators, as sentences. */
export function notSurveyed({ value }: Read<Organization>, people: readonly WhoIsAsked[]): readonly string[] {
  const names = people.filter(({ is }) => is !== "synchronises").map(({ name }) => name);
  if (names.length === 0 || isManaged(value) !== true) return [];
  return [
    `Whether ${names.join(", ")} may make itself a member of a group that has roles (PIM for Groups) is not read by this version. Look at the groups in Privileged Identity Management.`,
  ];
}

interface RoleOf {
  readonly roleId: string;
  readonly name: string;
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.values(ROLES).map(({ id, name }) => [id, name]));

/** Each is asked for by itself. */
const MOST_GROUPS = 10;

/** In whatever form; unknown as soon as one way of having a role could not be read. */
async function readRolesOf(graph: ServiceClient, userId: string, managed: boolean): Promise<Fact<readonly RoleOf[]>> {
  const memberships = await observe(readMembershipsOf(graph, userId));
  if (memberships.state === "unknown") return memberships;
  const { roleIds, rolesHidden, roleGroupIds = [] } = memberships.value;
  if (rolesHidden === true)
    return unknown(
      "Microsoft Graph does not name all of its roles to whoever asks.",
      "Grant RoleManagement.Read.Directory or Directory.Read.All.",
    );
  if (roleGroupIds.length > MOST_GROUPS)
    return unknown(
      `It is in ${roleGroupIds.length} groups that may have roles, which are too many to ask for each.`,
      "Look at its roles in the Entra admin center.",
    );
  const named = roleIds.map((roleId) => ({ roleId, name: NAMES.get(roleId.toLowerCase()) ?? "" }));
  const readings: readonly Fact<readonly RoleOf[]>[] = await Promise.all(
    // A role of a group that holds in one administrative unit only, or may be activated, is no membership.
    [userId, ...roleGroupIds].flatMap((id) => [
      observe(readAssignedRoles(graph, id)),
      ...(managed ? [observe(readRoleInstances(graph, "eligible", id))] : []),
    ]),
  );
  const all: RoleOf[] = [];
  for (const reading of [...readings, known(named, memberships.source)]) {
    if (reading.state === "unknown") return reading;
    for (const { roleId, name } of reading.value)
      if (all.every((one) => one.roleId !== roleId.toLowerCase())) all.push({ roleId: roleId.toLowerCase(), name });
  }
  return known(all, memberships.source);
}
