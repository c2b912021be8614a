// Whether the tenant may use Connect Health at all, by what Connect Health knows of it.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { HEALTH_ROOT, HEALTH_VERSION } from "./health.js";

/** Null in it: the service does not say. */
export interface HealthTenant {
  readonly premium: boolean | null;
  readonly onboarded: boolean | null;
  readonly disabled: boolean | null;
  readonly inQuarantine: boolean | null;
}

/** Mail addresses and a certificate stand in the answer, too: nothing of them is taken. */
const wire = z.object({
  aadPremium: z.boolean().nullish(),
  onboarded: z.boolean().nullish(),
  disabled: z.boolean().nullish(),
  tenantInQuarantine: z.boolean().nullish(),
});

/** Source: Connect Health's swagger, `configuration_get`. */
export async function readHealthTenant(arm: ServiceClient): Promise<Read<HealthTenant>> {
  const { value, source } = await arm.get(`${HEALTH_ROOT}/configuration${query(HEALTH_VERSION)}`, wire, "read-health");
  return {
    source,
    value: {
      premium: value.aadPremium ?? null,
      onboarded: value.onboarded ?? null,
      disabled: value.disabled ?? null,
      inQuarantine: value.tenantInQuarantine ?? null,
    },
  };
}
