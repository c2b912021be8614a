// Whose sign-in methods a caller may see or change.
import { ROLE } from "../../laws/directory-roles.js";
import { mayActOn, protectionOf } from "../../laws/protected-objects.js";
import { holdsOneOf } from "../../laws/role-holders.js";
import { param } from "../../routes.js";
import { type Person, userByKey } from "../../store/people.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, notFound } from "../graph-error.js";

const WRITERS = [
  ROLE.globalAdministrator,
  ROLE.privilegedAuthenticationAdministrator,
  ROLE.authenticationAdministrator,
];
const READERS = [...WRITERS, ROLE.globalReader];

/** The user of the path, whose methods the caller may read. GraphError 404 without one, 403 where it may not. */
export function readableUser(call: GraphCall): Person {
  const user = userOfPath(call);
  if (isOneself(call, user)) return user;
  checkReach(call, READERS);
  return user;
}

/**
 * The user of the path, whose methods the caller may change: of those who hold roles a Privileged Authentication
 * Administrator alone ("Microsoft Entra built-in roles", Authentication Administrator). Applications reach everybody by
 * their permission: nothing on the pages of authentication methods limits them.
 */
export function writableUser(call: GraphCall): Person {
  const user = userOfPath(call);
  checkReach(call, WRITERS);
  const { caller, world } = call;
  const protection = protectionOf(world.store.tenant, user.id);
  if (caller.kind === "user" && !mayActOn(world.store.tenant, caller.principalId, protection, "sensitive")) {
    throw accessDenied();
  }
  return user;
}

export function isOneself({ caller }: GraphCall, user: Person): boolean {
  return caller.kind === "user" && caller.principalId === user.id;
}

/** Of others: a permission that reaches all users, and a role. */
function checkReach({ caller, world }: GraphCall, roles: readonly string[]): void {
  if (caller.kind === "application") return;
  const reachesAll = caller.permissions.some((one) =>
    /^User(?:AuthenticationMethod|AuthMethod-TAP)\..*\.All$/u.test(one),
  );
  if (!reachesAll || !holdsOneOf(world.store.tenant, caller.principalId, roles)) throw accessDenied();
}

/** What the directory lags behind with is unknown here, too, besides what methods lag behind with: a choice. */
function userOfPath(call: GraphCall): Person {
  const key = param(call, "id");
  const { laws, store } = call.world;
  const user = userByKey(laws.replication.view("user", store.tenant, call.now), key);
  if (user === undefined) throw notFound(key.slice(0, 120));
  return user;
}
