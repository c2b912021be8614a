// Temporary Access Passes: who may have one, for how long, and whether one can be used.
//
// Sources: Microsoft Entra, "Configure Temporary Access Pass to register passwordless authentication methods"; Microsoft
// Graph, "Create temporaryAccessPassMethod" and "temporaryAccessPassAuthenticationMethod resource type".
import type { Tenant } from "../store/tenant-state.js";
import { groupsOf } from "./conditional-access-evaluation.js";

export type TemporaryAccessPass = Tenant["temporaryAccessPasses"][number];
type User = Tenant["users"][number];

export interface PassUsability {
  readonly isUsable: boolean;
  readonly reason: "EnabledByPolicy" | "DisabledByPolicy" | "Expired" | "NotYetValid" | "OneTimeUsed";
}

const MINUTE_MS = 60_000;

/** Of a pass at `now` (tenant time, milliseconds). Which reason comes first where several hold is a choice. */
export function passUsability(tenant: Tenant, pass: TemporaryAccessPass, now: number): PassUsability {
  const startsAt = Date.parse(pass.startDateTime ?? pass.createdDateTime);
  if (now >= startsAt + pass.lifetimeInMinutes * MINUTE_MS) return { isUsable: false, reason: "Expired" };
  if (pass.isUsableOnce && pass.isUsed) return { isUsable: false, reason: "OneTimeUsed" };
  const { state, isUsableOnce } = tenant.authenticationMethodsPolicy.temporaryAccessPass;
  const isAllowed = state === "enabled" && isTargeted(tenant, pass.userId) && (pass.isUsableOnce || !isUsableOnce);
  if (!isAllowed) return { isUsable: false, reason: "DisabledByPolicy" };
  return now < startsAt ? { isUsable: false, reason: "NotYetValid" } : { isUsable: true, reason: "EnabledByPolicy" };
}

export interface WantedPass {
  /** Absent: the policy's default. */
  readonly lifetimeInMinutes: number | undefined;
  readonly isUsableOnce: boolean | undefined;
}

/**
 * Why a pass cannot be issued, in the service's words where they are known (of the lifetime and of guests; the others
 * are choices); `undefined` when it can. That the method must be enabled for the user for a pass to be made is a choice
 * as well: the pages say so of signing in with it.
 */
export function refusalOfPass(tenant: Tenant, user: User, wanted: WantedPass): string | undefined {
  const policy = tenant.authenticationMethodsPolicy.temporaryAccessPass;
  if (isExternalGuest(user)) return "Temporary Access Pass cannot be added to an external guest user.";
  if (policy.state !== "enabled") return "Temporary Access Pass is not enabled by the authentication methods policy.";
  if (!isTargeted(tenant, user.id)) return "The user is not in scope of the Temporary Access Pass policy.";
  const { minimumLifetimeInMinutes: least, maximumLifetimeInMinutes: most } = policy;
  const lifetime = wanted.lifetimeInMinutes ?? policy.defaultLifetimeInMinutes;
  if (lifetime < least || lifetime > most) {
    return `Invalid LifetimeInMinutes specified. The valid range between ${least} and ${most}.`;
  }
  if (policy.isUsableOnce && wanted.isUsableOnce === false) {
    return "A multi-use Temporary Access Pass is not allowed by the policy.";
  }
  return undefined;
}

/** Bounds of every lifetime in the policy, in minutes: ten minutes to thirty days. */
export const LIFETIME_BOUNDS = { least: 10, most: 43_200 } as const;

/** Only internal guests can be issued a pass; external ones carry the mark in their name. */
function isExternalGuest(user: User): boolean {
  return user.userType === "Guest" && user.userPrincipalName.includes("#EXT#");
}

function isTargeted(tenant: Tenant, userId: string): boolean {
  const { includeTargets, excludeTargets } = tenant.authenticationMethodsPolicy.temporaryAccessPass;
  const ids = ["all_users", userId, ...groupsOf(tenant, userId)];
  const isOneOf = (one: { readonly id: string }) => ids.includes(one.id);
  return includeTargets.some(isOneOf) && !excludeTargets.some(isOneOf);
}
