// onPremisesPublishingProfiles/authentication: pass-through authentication agents. Beta only.
// Sources: "List agents" and "onPremisesAgent resource type" (beta).
import { param } from "../../routes.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound, notImplemented } from "../graph-error.js";
import { contextUrl, listBody, type Properties } from "../odata/odata-page.js";

const PATH = "/onPremisesPublishingProfiles/:type/agents";

export const publishingProfileRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "of the type authentication",
    versions: ["beta"],
    handle: (call) => ({ status: 200, body: listBody(contextUrl(call, setOf(call)), agents(call)) }),
  },
  {
    method: "GET",
    path: `${PATH}/:id`,
    note: "of the type authentication",
    versions: ["beta"],
    handle: (call) => {
      const set = setOf(call);
      const found = agents(call).find((one) => one["id"] === param(call, "id"));
      if (found === undefined) throw notFound(param(call, "id"));
      return { status: 200, body: { "@odata.context": contextUrl(call, `${set}/$entity`), ...found } };
    },
  },
];

function agents({ tenant }: GraphCall): readonly Properties[] {
  return tenant.onPremises.authenticationAgents.map(({ id, machineName, externalIp, status }) => ({
    id,
    machineName,
    externalIp,
    status,
    supportedPublishingTypes: ["authentication"],
  }));
}

/** Of the other publishing types (application proxy, provisioning and so on) the sandbox knows nothing. */
function setOf(call: GraphCall): string {
  const type = param(call, "type");
  if (type !== "authentication") throw notImplemented(`the publishing type ${type.slice(0, 100)}`);
  return "onPremisesPublishingProfiles('authentication')/agents";
}
