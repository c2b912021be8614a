// Who performs multifactor authentication when signing in here.
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import { passUsability, type TemporaryAccessPass } from "./temporary-access-pass.js";

/** "Microsoft Entra authentication methods": a password alone is none. */
export function hasRegisteredMethod(user: Pick<Tenant["users"][number], "registeredMethods">): boolean {
  return user.registeredMethods.some((one) => one !== "password");
}

/** The pass that the user can sign in with at `now` (tenant time, milliseconds). */
export function usablePass(tenant: Tenant, userId: string, now: number): TemporaryAccessPass | undefined {
  return tenant.temporaryAccessPasses.find(
    (pass) => pass.userId === userId && passUsability(tenant, pass, now).isUsable,
  );
}

/**
 * A choice, since nobody sits in front of the sandbox: whoever has a method registered or a Temporary Access Pass uses it
 * at every sign-in, asked or not. Whoever has neither signs in with the password alone, the tenant's first user like
 * everybody: Azure then lets them read, and challenges their first change.
 */
export function canPerformMfa(tenant: Tenant, userId: string, now: number): boolean {
  const user = userById(tenant, userId);
  return (user !== undefined && hasRegisteredMethod(user)) || usablePass(tenant, userId, now) !== undefined;
}
