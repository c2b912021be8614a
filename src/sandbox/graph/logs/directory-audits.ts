// auditLogs/directoryAudits: who changed what in the directory. "directoryAudit resource type", "List directoryAudits".
import { updatesOf } from "../../on-premises/cycle-series.js";
import { param } from "../../routes.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { matches } from "../odata/odata-filter.js";
import { contextUrl, type Entity, listBody, type Properties, project, selectedNames } from "../odata/odata-page.js";
import { filterOf } from "../odata/odata-query.js";
import type { FilterRules } from "../odata/odata-rules.js";
import { logPage, visibleSpan } from "./audit-logs-listing.js";

const SET = "auditLogs/directoryAudits";

const ENTITY: Entity = {
  type: "microsoft.graph.directoryAudit",
  known: [
    "id",
    "category",
    "correlationId",
    "result",
    "resultReason",
    "activityDisplayName",
    "activityDateTime",
    "loggedByService",
    "operationType",
    "userAgent",
    "initiatedBy",
    "targetResources",
    "additionalDetails",
  ],
  betaOnly: ["userAgent"],
};

const EQ = ["eq"] as const;
const TEXT = ["eq", "startswith"] as const;

/** The properties that the resource's page names as filterable. */
const FILTERS: FilterRules = {
  id: EQ,
  category: EQ,
  correlationId: EQ,
  result: EQ,
  loggedByService: EQ,
  activityDisplayName: TEXT,
  activityDateTime: { usual: ["eq", "ge", "gt", "le", "lt"], type: "date" },
  "initiatedBy/user/id": EQ,
  "initiatedBy/user/displayName": EQ,
  "initiatedBy/user/userPrincipalName": TEXT,
  "initiatedBy/app/appId": EQ,
  "initiatedBy/app/displayName": EQ,
  "targetResources/any/id": EQ,
  "targetResources/any/displayName": TEXT,
};

export const directoryAuditRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/auditLogs/directoryAudits",
    note: "$filter as documented, $orderby, $top up to 1000, $select, paging; newest first; shown at once unless audit-lag",
    options: ["$filter", "$orderby", "$select", "$skiptoken", "$top"],
    throttledAs: "reports",
    handle: (call) => {
      const names = selectedNames(call, ENTITY);
      const filter = filterOf(call, ENTITY, FILTERS);
      const found = entries(call).filter(({ body }) => filter === undefined || matches(filter, (name) => body[name]));
      const page = logPage(call, found, "activityDateTime");
      const value = page.items.map(({ body }) => project(body, names));
      return { status: 200, body: listBody(contextUrl(call, SET), value, page.nextLink) };
    },
  },
  {
    method: "GET",
    path: "/auditLogs/directoryAudits/:id",
    note: "",
    options: ["$select"],
    throttledAs: "reports",
    handle: (call) => {
      const found = entries(call).find((one) => one.id.toLowerCase() === param(call, "id"));
      if (found === undefined) throw notFound(param(call, "id"));
      const body = project(found.body, selectedNames(call, ENTITY));
      return { status: 200, body: { "@odata.context": contextUrl(call, `${SET}/$entity`), ...body } };
    },
  },
];

interface Entry {
  readonly id: string;
  readonly at: number;
  readonly body: Properties;
}

function entries({ tenant, now }: GraphCall): readonly Entry[] {
  const { since, until } = visibleSpan(tenant, now);
  const exported = tenant.onPremises.cycles.flatMap((series) => updatesOf(series, since, until));
  return [...tenant.directoryAudits, ...exported]
    .map((one) => ({ id: one.id, at: Date.parse(one.activityDateTime), body: { userAgent: null, ...one } }))
    .filter(({ at }) => at >= since && at <= until);
}
