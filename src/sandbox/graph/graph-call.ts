// What an area of Graph declares, and what its handlers are given.
import type { Licence } from "../laws/licences.js";
import type { ReplicatedKind } from "../laws/replication.js";
import type { ThrottledRequest } from "../laws/throttling.js";
import type { Caller } from "../login/access-token.js";
import type { Answer, Call, Method } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import { GraphError } from "./graph-error.js";

export type GraphVersion = "v1.0" | "beta";

export interface GraphCall extends Call {
  readonly world: World;
  /** All tenants: an application may be registered in another one. */
  readonly worlds: Worlds;
  readonly version: GraphVersion;
  readonly caller: Caller;
  /** The tenant as this reader sees it: what was written a moment ago may be missing. */
  readonly tenant: Tenant;
  /** Tenant time in milliseconds. */
  readonly now: number;
}

type Budget = ThrottledRequest["service"];

export interface GraphRoute {
  readonly method: Method;
  readonly path: string;
  readonly note: string;
  /** Without it: both. */
  readonly versions?: readonly GraphVersion[];
  /** Query options that the handler understands; any other is answered 501. */
  readonly options?: readonly string[];
  /** What lags behind when this is read. */
  readonly replicated?: ReplicatedKind;
  /** Without it the tenant is refused, with `Authentication_RequestFromNonPremiumTenantOrB2CTenant`. */
  readonly licence?: Licence;
  /** Resource units of a request without query options; 1 where Microsoft's table does not name it. */
  readonly cost?: number;
  /** With `$select`, where the table names that, too; otherwise it takes one unit off. */
  readonly costWithSelect?: number;
  /** Requests whose budget is not the directory's. */
  readonly throttledAs?: Budget | ((query: URLSearchParams) => Budget);
  readonly handle: (call: GraphCall) => Answer | Promise<Answer>;
}

export function graphUrl(call: GraphCall): string {
  return `https://${call.world.hosts.graph}/${call.version}`;
}

export function jsonBody(call: GraphCall): Readonly<Record<string, unknown>> {
  if (call.body.kind === "json" && isRecord(call.body.value)) return call.body.value;
  throw new GraphError(
    400,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
