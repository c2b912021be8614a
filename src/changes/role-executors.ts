// Carries out what concerns the roles of an account: plain assignments, and those of Privileged Identity Management.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AssignRoleChange, RoleAssignmentForm, UnassignRoleChange } from "../shapes/account-change.js";
import { parseDuration } from "../shapes/duration.js";
import { minuteOf } from "../shapes/time.js";
import { type HeldRole, readHeldRoles } from "../tenant/held-roles.js";
import { type AccountLookup, requireUserId } from "./account-lookup.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import { notSeenYet } from "./not-seen-yet.js";
import { mendsWithTime } from "./refusals.js";
import { type Reasons, requestRole } from "./role-requests.js";
import type { RunMoment } from "./run-moment.js";

const ASSIGNMENTS = "/v1.0/roleManagement/directory/roleAssignments";

/** @param run its time is that of the assignment's beginning */
export function assignRoleExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  run: () => RunMoment,
  reasons: Reasons,
): Executor<AssignRoleChange> {
  const refusals = splitRefusals();
  return {
    goodReads: 3,
    isLag: (error) => mendsWithTime(refusals.isOfPim(error) ? "assign-role-by-pim" : "assign-role")(error),
    waitingFor: ({ target, after }) =>
      `waiting until the tenant knows ${target.userPrincipalName} everywhere, or shows that it holds ${after.roleName}`,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, after }): Promise<Sight> => {
          const principalId = await lookup.userId(target);
          const held = principalId === null ? undefined : await heldRole(graph, principalId, after);
          if (held === undefined) return BEFORE;
          return isAsPlanned(held, after, run().at)
            ? { at: "after", image: held.whole }
            : other(`${target.userPrincipalName} holds the role ${after.roleName} already, ${untilWhen(held)}`);
        }),
      ),
    async send({ target, after }) {
      const principalId = await requireUserId(lookup, target);
      if (after.how !== "direct")
        return refusals.ofPim(requestRole(graph, "adminAssign", principalId, after, reasons, run().at));
      return graph.write(
        "POST",
        ASSIGNMENTS,
        {
          "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
          roleDefinitionId: after.roleDefinitionId,
          principalId,
          directoryScopeId: after.directoryScopeId,
        },
        "assign-roles",
      );
    },
  };
}

export function unassignRoleExecutor(graph: ServiceClient, reasons: Reasons): Executor<UnassignRoleChange> {
  const refusals = splitRefusals();
  /** Ids of plain assignments, as they were seen last. */
  const seen = new Map<string, string>();
  const keyOf = ({ target, before }: UnassignRoleChange) => `${target.userId} ${before.roleDefinitionId}`;
  /** Since when it is held, ISO 8601. */
  const since = new Map<string, string>();
  const find = async (change: UnassignRoleChange): Promise<HeldRole | undefined> => {
    const held = await heldRole(graph, change.target.userId, change.before);
    if (held !== undefined && change.before.how === "direct") seen.set(keyOf(change), held.id);
    if (typeof held?.from === "string") since.set(keyOf(change), held.from);
    return held;
  };
  return {
    goodReads: 3,
    morePatienceMs: 60_000,
    isLag: (error) => mendsWithTime(refusals.isOfPim(error) ? "unassign-role-by-pim" : "unassign-role")(error),
    waitingFor: (change, { serviceCodes }) => {
      const { target, before } = change;
      if (serviceCodes[0] !== "ActiveDurationTooShort")
        return `waiting until the tenant shows that ${target.userPrincipalName} does not hold ${before.roleName} any more`;
      const given = since.get(keyOf(change));
      const until = given === undefined ? "five minutes at most" : `until about ${minuteOf(removableFrom(given))}`;
      return `${before.roleName} can be taken from ${target.userPrincipalName} five minutes after it was given; waiting ${until}`;
    },
    look: (changes) =>
      Promise.all(
        changes.map(async (change): Promise<Sight> => {
          const held = await find(change);
          if (held === undefined) return AFTER;
          const { before, target } = change;
          return (held.until === null) === (before.duration === null)
            ? { at: "before", image: held.whole }
            : other(`${target.userPrincipalName} holds the role ${before.roleName} ${untilWhen(held)}`);
        }),
      ),
    async send(change) {
      const { target, before } = change;
      if (before.how !== "direct")
        return refusals.ofPim(requestRole(graph, "adminRemove", target.userId, before, reasons, null));
      const id = seen.get(keyOf(change)) ?? (await find(change))?.id;
      if (id === undefined) throw notSeenYet(`The role ${before.roleName} of ${target.userPrincipalName}`);
      return graph.write("DELETE", ASSIGNMENTS + path`/${id}`, undefined, "assign-roles");
    },
  };
}

async function heldRole(
  graph: ServiceClient,
  principalId: string,
  { how, roleDefinitionId }: RoleAssignmentForm,
): Promise<HeldRole | undefined> {
  const { value } = await readHeldRoles(graph, how, principalId);
  return value.find((one) => one.roleDefinitionId === roleDefinitionId.toLowerCase());
}

/** Privileged Identity Management takes nothing back that is younger ("Assign Microsoft Entra roles in PIM"). */
const YOUNGEST_MS = 5 * 60_000;

/** When an active assignment can be taken away at the earliest, ISO 8601. @param givenAt ISO 8601 */
export function removableFrom(givenAt: string): string {
  const at = Date.parse(givenAt) + YOUNGEST_MS;
  return Number.isNaN(at) ? givenAt : new Date(at).toISOString();
}

/** The service may count a duration from when it was asked for, or from when it has carried it out. */
const TOLERANCE_MS = 600_000;

function isAsPlanned({ from, until }: HeldRole, { duration }: RoleAssignmentForm, askedAt: string): boolean {
  if (duration === null || until === null) return duration === null && until === null;
  const length = parseDuration(duration) ?? Number.NaN;
  return [from ?? askedAt, askedAt].some(
    (begin) => Math.abs(Date.parse(until) - Date.parse(begin) - length) <= TOLERANCE_MS,
  );
}

function untilWhen({ until }: HeldRole): string {
  return until === null ? "without an end" : `until ${minuteOf(until)}`;
}

/** The two services that assign roles use the same status for different matters: which of them refused is remembered. */
function splitRefusals() {
  const ofPim = new WeakSet();
  return {
    async ofPim<T>(asking: Promise<T>): Promise<T> {
      try {
        return await asking;
      } catch (error) {
        if (error instanceof Error) ofPim.add(error);
        throw error;
      }
    },
    isOfPim: (error: unknown) => error instanceof Error && ofPim.has(error),
  };
}
