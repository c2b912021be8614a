// Who performs multifactor authentication when signing in here.
import type { Tenant } from "../store/tenant-state.js";

type User = Tenant["users"][number];

/**
 * A choice, since nobody sits in front of the sandbox: its first user always passes the second factor, anybody else
 * exactly when a method is registered ("Microsoft Entra authentication methods").
 */
export function canPerformMfa(
  user: Pick<User, "userPrincipalName" | "registeredMethods">,
  firstUserName: string,
): boolean {
  return user.userPrincipalName === firstUserName || user.registeredMethods.some((one) => one !== "password");
}
