// directory/onPremisesSynchronization. Who runs the sync is told in beta only.
// Source: "onPremisesDirectorySynchronization resource type".
import { param } from "../../routes.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, listBody, type Properties, project, selectedNames } from "../odata/odata-page.js";
import { updateSynchronization } from "./synchronization-write.js";

const ENTITY = {
  type: "microsoft.graph.onPremisesDirectorySynchronization",
  known: ["id", "configuration", "features"],
};
const SET = "directory/onPremisesSynchronization";

export const synchronizationRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/directory/onPremisesSynchronization",
    note: "$select; export data, version and interval in beta only",
    options: ["$select"],
    handle: (call) => ({ status: 200, body: listBody(contextUrl(call, SET), [synchronization(call)]) }),
  },
  {
    method: "GET",
    path: "/directory/onPremisesSynchronization/:id",
    note: "id is the tenant's",
    options: ["$select"],
    handle: (call) => {
      if (param(call, "id") !== call.tenant.organization.id) throw notFound(param(call, "id"));
      return { status: 200, body: { "@odata.context": contextUrl(call, `${SET}/$entity`), ...synchronization(call) } };
    },
  },
  {
    method: "PATCH",
    path: "/directory/onPremisesSynchronization/:id",
    note: "features and accidentalDeletionPrevention, each in part, 204",
    handle: updateSynchronization,
  },
];

function synchronization(call: GraphCall): Properties {
  const { features, ...configuration } = call.tenant.synchronization;
  const { accidentalDeletionPrevention } = configuration;
  const whole = {
    id: call.tenant.organization.id,
    configuration:
      call.version === "beta"
        ? { ...configuration, writebackConfiguration: { unifiedGroupContainer: null, userContainer: null } }
        : { accidentalDeletionPrevention },
    features,
  };
  return project(whole, selectedNames(call, ENTITY));
}
