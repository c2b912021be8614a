import { readDiscovery } from "../cloud/discovery.js";
import { ServiceError } from "../shapes/errors.js";
import { openProbe, type ProbeOptions } from "./probe.js";

/** The id of a tenant that was named by one of its domains; null where the login host does not tell. */
export async function lookUpTenantId(options: ProbeOptions): Promise<string | null> {
  const { transport } = openProbe(options);
  try {
    return (await readDiscovery(transport, options.cloud, options.tenant)).value.tenantId;
  } catch (error) {
    // The sign-in that follows says it better.
    if (error instanceof ServiceError) return null;
    throw error;
  } finally {
    await transport.close();
  }
}
