// What somebody is told whose sign-in lacks the second factor that is demanded.
import { canPerformMfa } from "../laws/second-factor.js";
import type { World } from "../world.js";
import { LoginError, type LoginFault } from "./login-error.js";

/**
 * 50076 who has a method must use it, 50079 who has none must register one first ("Microsoft Entra authentication and
 * authorization error codes"). Per-user MFA does not change which: `enabled` asks for the registration, `enforced` for
 * the factor, and the one becomes the other with the registration. MSAL takes `interaction_required` as the word to ask
 * the person again.
 */
export function secondFactorRefusal(
  world: World,
  userId: string,
  more: Pick<LoginFault, "suberror" | "claims"> = {},
): LoginError {
  const why =
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must";
  const [number, text] = canPerformMfa(world.store.tenant, userId, world.store.tenantNow())
    ? ([50076, `${why} use multi-factor authentication to access the resource.`] as const)
    : ([50079, `${why} enroll in multi-factor authentication to access the resource.`] as const);
  return new LoginError(400, "interaction_required", number, text, more);
}
