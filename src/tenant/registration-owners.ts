// Reading who owns an app registration, or its service principal.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";

const NEED = "register-applications";

const owner = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

export interface Owner {
  readonly id: string;
  readonly name: string;
}

/** Who may change the application without any role. */
export async function readOwners(graph: ServiceClient, applicationId: string): Promise<Read<readonly Owner[]>> {
  return ownersAt(graph, path`/v1.0/applications/${applicationId}/owners`);
}

/** Who may add credentials to its service principal without any role ("List owners of a service principal"). */
export async function readPrincipalOwners(
  graph: ServiceClient,
  servicePrincipalId: string,
): Promise<Read<readonly Owner[]>> {
  return ownersAt(graph, path`/v1.0/servicePrincipals/${servicePrincipalId}/owners`);
}

async function ownersAt(graph: ServiceClient, address: string): Promise<Read<readonly Owner[]>> {
  const { value, source } = await readAll(graph.pages(address, owner, NEED));
  return {
    value: value.map(({ id, displayName, userPrincipalName }) => ({
      id,
      name: userPrincipalName ?? displayName ?? id,
    })),
    source,
  };
}
