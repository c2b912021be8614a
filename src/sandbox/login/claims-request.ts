// The `claims` parameter: what a client can handle, and what a challenge has told it to ask for.
import * as z from "zod";
import { LoginError } from "./login-error.js";

export interface ClaimsRequest {
  /** `cp1`: the client handles claims challenges. */
  readonly capabilities: readonly string[];
  /** Authentication contexts that the token must satisfy: `p1`, `c1` … */
  readonly acrs: readonly string[];
}

export const NO_CLAIMS: ClaimsRequest = { capabilities: [], acrs: [] };

const oneClaim = z.looseObject({ value: z.string().optional(), values: z.array(z.string()).max(100).optional() });
const claimsSchema = z.looseObject({
  access_token: z
    .looseObject({
      xms_cc: oneClaim.nullable().optional(),
      acrs: oneClaim.nullable().optional(),
    })
    .nullable()
    .optional(),
});

/**
 * Reads the parameter ("Claims challenges, claims requests, and client capabilities"); claims that the login service
 * does not act on are passed over, as OpenID Connect Core, 5.5, asks. Among
 * them is `nbf`: every new token is newer than the challenge, and a session that ended gives none.
 * @throws {LoginError} invalid_request when it is no such JSON
 */
export function readClaimsRequest(text: string | null): ClaimsRequest {
  if (text === null || text === "") return NO_CLAIMS;
  const parsed = claimsSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new LoginError(400, "invalid_request", 9002313, "Invalid request. Request is malformed or invalid.");
  }
  const { xms_cc, acrs } = parsed.data.access_token ?? {};
  return {
    capabilities: valuesOf(xms_cc).map((one) => one.toLowerCase()),
    acrs: valuesOf(acrs),
  };
}

/** What both ask for together; an authorization code's request has two parts. */
export function bothRequests(one: ClaimsRequest, other: ClaimsRequest): ClaimsRequest {
  return {
    capabilities: [...new Set([...one.capabilities, ...other.capabilities])],
    acrs: [...new Set([...one.acrs, ...other.acrs])],
  };
}

function valuesOf(claim: z.infer<typeof oneClaim> | null | undefined): readonly string[] {
  if (claim === null || claim === undefined) return [];
  return [...(claim.value === undefined ? [] : [claim.value]), ...(claim.values ?? [])];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
