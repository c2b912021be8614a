// What an access token proves, read back by Graph, ARM and Key Vault.
import * as z from "zod";
import type { Call } from "../routes.js";
import type { World, Worlds } from "../world.js";
import { audiencesOf, type ResourceName } from "./resources.js";

/** Who calls a service: an application by itself, or a user through one. */
export interface Caller {
  readonly kind: "application" | "user";
  readonly appId: string;
  readonly principalId: string;
  /** Scopes or app roles as the token names them. */
  readonly permissions: readonly string[];
  /** How the user signed in: `mfa` is among them after a second factor ("Access token claims reference"). */
  readonly amr: readonly string[];
  /** The authentication contexts that the sign-in has satisfied: `p1` stands for MFA, `c1` … `c99` are the tenant's. */
  readonly acrs: readonly string[];
  /** Wall time in seconds at which the token was issued. */
  readonly issuedAt: number;
  /** The client has said that it can handle claims challenges (`xms_cc` has `cp1`). */
  readonly handlesClaimsChallenges: boolean;
  /** Recognises the user's session (laws/continuous-access.ts). */
  readonly session: string | undefined;
}

/** The caller that a request's bearer token proves, and in which tenant; `undefined` when it proves nothing here now. */
export function readAccessToken(
  worlds: Worlds,
  call: Call,
  resource: ResourceName,
): { readonly caller: Caller; readonly world: World } | undefined {
  const token = /^Bearer (.+)$/iu.exec(call.header("authorization") ?? "")?.[1];
  const parsed = accessClaimsSchema.safeParse(token === undefined ? undefined : worlds.primary.signer.verify(token));
  if (!parsed.success) return undefined;
  const { aud, exp, nbf, iat, tid, oid, appid, idtyp, scp, roles, amr, acrs, xms_cc, rh } = parsed.data;
  const world = worlds.byTenantId(tid);
  if (world === undefined || world.store.tenant.cloud !== call.cloud) return undefined;
  const now = world.wallClock() / 1000;
  if (!audiencesOf(resource, world.hosts).includes(aud) || exp <= now || nbf > now + 300) return undefined;
  const who = {
    appId: appid,
    principalId: oid,
    amr: amr ?? [],
    acrs: acrs ?? [],
    issuedAt: iat,
    session: rh,
    handlesClaimsChallenges: xms_cc?.includes("cp1") ?? false,
  };
  return idtyp === "user"
    ? { world, caller: { ...who, kind: "user", permissions: (scp ?? "").split(" ") } }
    : { world, caller: { ...who, kind: "application", permissions: roles ?? [] } };
}

const accessClaimsSchema = z.object({
  aud: z.string(),
  exp: z.number(),
  nbf: z.number(),
  iat: z.number(),
  tid: z.string(),
  oid: z.string(),
  appid: z.string(),
  idtyp: z.enum(["app", "user"]),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  amr: z.array(z.string()).optional(),
  acrs: z.array(z.string()).optional(),
  xms_cc: z.array(z.string()).optional(),
  rh: z.string().optional(),
});
