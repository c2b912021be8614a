// Identities that Azure gave to machines, functions and containers, as the directory knows them.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";

const wire = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  servicePrincipalType: z.string().nullish(),
});

export interface ManagedIdentity {
  /** Object id of its service principal; to Azure the principal id. */
  readonly id: string;
  /** To Azure the client id. */
  readonly appId: string;
  readonly displayName: string;
}

/** Those of that name; a name may be several identities'. */
export async function readManagedIdentitiesNamed(
  graph: ServiceClient,
  name: string,
): Promise<Read<readonly ManagedIdentity[]>> {
  const asked = query({ $filter: `displayName eq ${literal(name)}`, $select: Object.keys(wire.shape).join(",") });
  const { value, source } = await readAll(graph.pages(`/v1.0/servicePrincipals${asked}`, wire, "find-applications"));
  return {
    source,
    value: value
      .filter(({ servicePrincipalType }) => servicePrincipalType === "ManagedIdentity")
      .map(({ id, appId, displayName }) => ({ id, appId, displayName: displayName ?? "" })),
  };
}
