// auditLogs/signIns: who signed in, from where, and what came of it. "signIn resource type", "List signIns".
import { signInsOf } from "../../on-premises/cycle-series.js";
import { param } from "../../routes.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, listBody, type Properties, project, selectedNames } from "../odata/odata-page.js";
import { filterOf } from "../odata/odata-query.js";
import { logPage, visibleSpan } from "./audit-logs-listing.js";
import { signInEntity, wholeSignIn } from "./sign-ins-entity.js";
import { type SignInFilter, signInFilter } from "./sign-ins-filter.js";

const SET = "auditLogs/signIns";

/** Without one of these an application does not see the policies ("signIn resource type", the property's remark). */
const SEES_POLICIES = [
  "Policy.Read.All",
  "Policy.Read.ConditionalAccess",
  "Policy.ReadWrite.ConditionalAccess",
] as const;

export const signInRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/auditLogs/signIns",
    note: "interactive ones of users; in beta others by signInEventTypes; $filter, $orderby, $top up to 1000, $select",
    options: ["$filter", "$orderby", "$select", "$skiptoken", "$top"],
    licence: "P1",
    throttledAs: "reports",
    handle: (call) => {
      const names = visibleNames(call);
      const filter = filterOf(call, signInEntity(call.version), SIGN_IN_RULES[call.version]);
      const page = logPage(call, entries(call, signInFilter(filter)), "createdDateTime");
      const value = page.items.map(({ body }) => project(body, names));
      return { status: 200, body: listBody(contextUrl(call, SET), value, page.nextLink) };
    },
  },
  {
    method: "GET",
    path: "/auditLogs/signIns/:id",
    note: "in v1.0 interactive ones of users only",
    options: ["$select"],
    licence: "P1",
    throttledAs: "reports",
    handle: (call) => {
      const id = param(call, "id");
      const wanted = { test: (body: Properties) => body["id"] === id, anyEventType: call.version === "beta" };
      const [found] = entries(call, wanted);
      if (found === undefined) throw notFound(id);
      const body = project(found.body, visibleNames(call));
      return { status: 200, body: { "@odata.context": contextUrl(call, `${SET}/$entity`), ...body } };
    },
  },
];

/** Interactive sign-ins of users only, unless the filter speaks of event types. */
function entries({ tenant, now }: GraphCall, filter: SignInFilter) {
  const { since, until } = visibleSpan(tenant, now);
  const engines = filter.anyEventType
    ? tenant.onPremises.cycles.flatMap((series) => signInsOf(tenant, series, since, until))
    : [];
  return [...tenant.signIns, ...engines]
    .map((one) => ({ id: one.id, at: Date.parse(one.createdDateTime), body: wholeSignIn(tenant, one) }))
    .filter(
      ({ at, body }) =>
        at >= since && at <= until && (filter.anyEventType || body["isInteractive"] === true) && filter.test(body),
    );
}

function visibleNames(call: GraphCall): readonly string[] {
  const names = selectedNames(call, signInEntity(call.version));
  const { caller } = call;
  const seesPolicies =
    caller.kind === "user" || SEES_POLICIES.some((permission) => caller.permissions.includes(permission));
  return seesPolicies ? names : names.filter((name) => name !== "appliedConditionalAccessPolicies");
}

const EQ = ["eq"] as const;
const TEXT = ["eq", "startswith"] as const;

/** The properties that the resource's page names as filterable; event types and service principals in beta. */
const V1_RULES = {
  id: EQ,
  appDisplayName: TEXT,
  appId: EQ,
  clientAppUsed: EQ,
  conditionalAccessStatus: EQ,
  correlationId: EQ,
  createdDateTime: { usual: ["eq", "ge", "gt", "le", "lt"], type: "date" },
  ipAddress: TEXT,
  resourceDisplayName: EQ,
  resourceId: EQ,
  "status/errorCode": { usual: ["eq"], type: "number" },
  userDisplayName: TEXT,
  userId: EQ,
  userPrincipalName: TEXT,
} as const;

const SIGN_IN_RULES = {
  "v1.0": V1_RULES,
  beta: {
    ...V1_RULES,
    isInteractive: EQ,
    servicePrincipalId: TEXT,
    servicePrincipalName: TEXT,
    "signInEventTypes/any": EQ,
  },
} as const;
