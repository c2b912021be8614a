// The tenant's domains, and how each signs in.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";

const domain = z.object({
  id: z.string(),
  authenticationType: z.string().nullish(),
  isVerified: z.boolean().nullish(),
  isDefault: z.boolean().nullish(),
  isInitial: z.boolean().nullish(),
});

export interface DomainState {
  readonly name: string;
  /** `Managed` or `Federated`; null where Graph does not say. */
  readonly authenticationType: string | null;
  /** Null where Graph does not say; so with the other two. */
  readonly isVerified: boolean | null;
  readonly isDefault: boolean | null;
  readonly isInitial: boolean | null;
}

/**
 * Every domain, verified or not.
 * @throws {ServiceError} for an empty list: no tenant is without its initial domain
 */
export async function readDomains(graph: ServiceClient): Promise<Read<readonly DomainState[]>> {
  const address = `/v1.0/domains${query({ $select: Object.keys(domain.shape).join(",") })}`;
  const { value, source } = await readAll(graph.pages(address, domain, "read-domains"));
  if (value.length === 0)
    throw new ServiceError("Microsoft Graph lists no domain, and no tenant is without one.", {
      code: "unexpected-shape",
      remedy: "Run the command again; if it stays so, run with --trace and look at the answer to /domains.",
    });
  return {
    source,
    value: value.map(({ id, authenticationType, isVerified, isDefault, isInitial }) => ({
      name: id,
      authenticationType: authenticationType ?? null,
      isVerified: isVerified ?? null,
      isDefault: isDefault ?? null,
      isInitial: isInitial ?? null,
    })),
  };
}
