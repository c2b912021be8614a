// How long what Azure has accepted takes. None of it is published as a number; each is a choice that `--lag` overrides.
import type { Lags } from "./replication.js";

export interface AzureTimes {
  /** One step of work: a resource of a deployment, a what-if, the deletion of a group, a stage of a publication. */
  readonly stepMs: number;
  /** From the request to `Registered`. */
  readonly registrationMs: number;
  /**
   * Until a site's publishing host, and a storage account, know of a role that was assigned. "Troubleshoot Azure RBAC"
   * speaks of up to ten minutes; a minute is what new function apps mostly need.
   */
  readonly roleMs: number;
}

export function azureTimes(lags: Lags): AzureTimes {
  const step = lags["azure-operation"]?.afterMs;
  return { stepMs: step ?? 2000, registrationMs: step ?? 20_000, roleMs: lags["azure-role"]?.afterMs ?? 60_000 };
}
