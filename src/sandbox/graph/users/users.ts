// Reading users; writing: users-write.ts and users-delete.ts.
import { peopleSource } from "../../directory/people-search.js";
import { type Answer, param } from "../../routes.js";
import { type Person, userById, userByKey } from "../../store/people.js";
import { expandedExtensions } from "../directory/extensions-body.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { GraphError, notFound } from "../graph-error.js";
import { contextUrl, listBody, type Properties, pageFrom, project, selectedNames } from "../odata/odata-page.js";
import { filterOf } from "../odata/odata-query.js";
import { BASIC_PROPERTIES, USER, userProperties } from "./user-entity.js";
import { USER_FILTERS } from "./user-filters.js";
import { userLicenceRoutes } from "./user-licences.js";
import { userMembershipRoutes } from "./user-memberships.js";
import { asksForSignInActivity, budgetOfUsers, signInActivityOf } from "./user-sign-in-activity.js";
import { deleteUser, revokeSignInSessions } from "./users-delete.js";
import { createUser, updateUser } from "./users-write.js";

export const userRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users",
    note: "$select, $filter, $top, $count, paging; signInActivity with P1 and AuditLog.Read.All",
    options: ["$select", "$top", "$filter", "$count", "$skiptoken"],
    replicated: "user-search",
    cost: 2,
    throttledAs: budgetOfUsers,
    handle: listUsers,
  },
  {
    method: "GET",
    path: "/users/:id",
    note: "by id or userPrincipalName; $select, $expand=extensions",
    options: ["$select", "$expand"],
    replicated: "user",
    throttledAs: budgetOfUsers,
    handle: (call) => oneUser(call, userByKey(call.tenant, param(call, "id")), param(call, "id")),
  },
  {
    method: "GET",
    path: "/me",
    note: "$select, $expand=extensions",
    options: ["$select", "$expand"],
    replicated: "user",
    throttledAs: budgetOfUsers,
    handle: (call) => {
      if (call.caller.kind === "application") {
        throw new GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
      }
      return oneUser(call, userById(call.tenant, call.caller.principalId), call.caller.principalId);
    },
  },
  { method: "POST", path: "/users", note: "cloud-only users", handle: createUser },
  {
    method: "PATCH",
    path: "/users/:id",
    note: "204; role holders are protected",
    replicated: "user",
    handle: updateUser,
  },
  {
    method: "DELETE",
    path: "/users/:id",
    note: "soft delete, 204; role holders are protected",
    replicated: "user",
    handle: deleteUser,
  },
  {
    method: "POST",
    path: "/users/:id/revokeSignInSessions",
    note: "ends the user's sessions",
    replicated: "user",
    handle: revokeSignInSessions,
  },
  ...userMembershipRoutes,
  ...userLicenceRoutes,
];

/** "List users": with signInActivity, pages of 500 at most, whatever `$top` says. */
const LARGEST_PAGE_WITH_ACTIVITY = 500;

function listUsers(call: GraphCall): Answer {
  const asked = selectedNames(call, USER);
  const filter = filterOf(call, USER, USER_FILTERS);
  const hasActivity = asksForSignInActivity(call, asked);
  const names = shownNames(call, asked);
  const source = peopleSource(call.tenant, filter, (user, property) => filterValue(call, user, property));
  const page = pageFrom(hasActivity ? withSmallerPage(call) : call, source, 100);
  const value = page.items.map((user) => shown(call, user, names));
  return { status: 200, body: listBody(contextUrl(call, "users"), value, page.nextLink, page.count) };
}

function oneUser(call: GraphCall, user: Person | undefined, key: string): Answer {
  const asked = selectedNames(call, USER);
  asksForSignInActivity(call, asked);
  const names = shownNames(call, asked);
  if (user === undefined) throw notFound(key);
  const extensions = expandedExtensions(call, user.extensions);
  const body = { "@odata.context": contextUrl(call, "users/$entity"), ...shown(call, user, names), ...extensions };
  return { status: 200, body };
}

function shown(call: GraphCall, user: Person, names: readonly string[]): Properties {
  const activity = names.includes("signInActivity") ? signInActivityOf(call.tenant, user.id) : null;
  return project({ ...userProperties(user), ...(activity === null ? {} : { signInActivity: activity }) }, names);
}

/** Of others, `User.ReadBasic.All` alone shows no more than a basic profile. */
function shownNames(call: GraphCall, names: readonly string[]): readonly string[] {
  const isOwnProfile = call.url.pathname.toLowerCase().endsWith("/me");
  const hasMore = call.caller.permissions.some((one) => MORE_THAN_BASIC.includes(one));
  return isOwnProfile || hasMore ? names : names.filter((name) => BASIC_PROPERTIES.includes(name));
}

const MORE_THAN_BASIC = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"];

function filterValue(call: GraphCall, user: Person, property: string): unknown {
  return property === "signInActivity" ? signInActivityOf(call.tenant, user.id) : user[property as keyof Person];
}

function withSmallerPage(call: GraphCall): GraphCall {
  const asked = Number(call.url.searchParams.get("$top") ?? "");
  if (!(asked > LARGEST_PAGE_WITH_ACTIVITY && asked <= 999)) return call;
  const url = new URL(call.url);
  url.searchParams.set("$top", String(LARGEST_PAGE_WITH_ACTIVITY));
  return { ...call, url };
}
