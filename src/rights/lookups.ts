// Whether more must be read than the token, which knows most.
import type { TokenGrants } from "../cloud/token-claims.js";
import type { OperationName } from "../knowledge/operations.js";
import { holdingOf } from "./held.js";
import { needsOf, weightOf } from "./operations-asked.js";

export interface Lookups {
  /** The token lacks something that a newer one may have. */
  readonly any: boolean;
  /** It names no role that would do for one of the needs. */
  readonly roles: boolean;
}

/** For what is only worth knowing, nothing is read. */
export function lookedFor(operations: readonly OperationName[], named: boolean, grants: TokenGrants): Lookups {
  const heavy = operations.filter((one) => weightOf(one, named) !== "info");
  const needs = [...needsOf(heavy).keys()].map((need) => holdingOf(need, { grants }));
  const roles = needs.some(({ role }) => role.state === "missing" || role.state === "unknown");
  const permissions = needs.some(({ permission }) => permission.state === "missing");
  return { any: roles || permissions, roles };
}
