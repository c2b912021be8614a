// The laws that remember earlier requests, one set per tenant. Those that need no memory are plain functions.
import type { AzureTimes } from "./azure-times.js";
import type { Replication } from "./replication.js";
import type { Throttles } from "./throttling.js";

export interface Laws {
  readonly throttles: Throttles;
  readonly replication: Replication;
  readonly azureTimes: AzureTimes;
}
