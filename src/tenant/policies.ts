import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { withWhole } from "./whole.js";

const ids = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

const users = z.looseObject({
  includeUsers: ids,
  excludeUsers: ids,
  includeGroups: ids,
  excludeGroups: ids,
  includeRoles: ids,
  excludeRoles: ids,
  includeGuestsOrExternalUsers: z.json().optional(),
  excludeGuestsOrExternalUsers: z.json().optional(),
});

const applications = z.looseObject({
  includeApplications: ids,
  excludeApplications: ids,
  includeUserActions: ids,
  includeAuthenticationContextClassReferences: ids,
  applicationFilter: z.json().optional(),
});

const policy = z.looseObject({
  id: z.string(),
  displayName: z.string(),
  state: z.string(),
  conditions: z.looseObject({
    users: users.nullish(),
    applications: applications.nullish(),
    clientAppTypes: ids,
    locations: z.looseObject({ includeLocations: ids, excludeLocations: ids }).nullish(),
    platforms: z.looseObject({ includePlatforms: ids, excludePlatforms: ids }).nullish(),
  }),
  grantControls: z
    .looseObject({
      operator: z.string().nullish(),
      builtInControls: ids,
      customAuthenticationFactors: ids,
      termsOfUse: ids,
      authenticationStrength: z.looseObject({ displayName: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

/** A Conditional Access policy as far as this program understands it, and `whole`: everything that Graph answered. */
export type Policy = z.infer<typeof policy> & { readonly whole: Json };

/** All policies by one listing: the lane allows one request a second. */
export async function readPolicies(graph: ServiceClient): Promise<Read<readonly Policy[]>> {
  return readAll(graph.pages("/v1.0/identity/conditionalAccess/policies", withWhole(policy), "read-policies"));
}
