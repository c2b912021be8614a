// A user's sign-in: who may, with which strength, and whether an earlier one still stands.
import { sessionStamp } from "../laws/continuous-access.js";
import { hasRegisteredMethod, usablePass } from "../laws/second-factor.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World } from "../world.js";
import type { ClaimsRequest } from "./claims-request.js";
import { LoginError } from "./login-error.js";
import { secondFactorRefusal } from "./second-factor-refusal.js";

export type DirectoryUser = Tenant["users"][number];

/** What an interactive sign-in has proven; kept with every grant that comes from it. */
export interface SignIn {
  readonly tenantId: string;
  readonly userId: string;
  readonly amr: readonly string[];
  /** Tenant time in milliseconds. */
  readonly at: number;
  /** Of `sessionStamp` at that time. */
  readonly stamp: string;
}

/**
 * Signs the user in as if the person had answered every question rightly; or with what was `proven`, where nobody is asked.
 * @throws {LoginError} for an account that may not, or a second factor that is demanded and not registered
 */
export function signInUser(world: World, userId: string, claims: ClaimsRequest, proven?: readonly string[]): SignIn {
  const user = activeUser(world, userId);
  const amr = proven ?? provenFactors(world, user);
  const signIn = {
    tenantId: world.store.tenant.organization.id,
    userId: user.id,
    amr,
    at: world.store.tenantNow(),
    stamp: sessionStamp(user),
  };
  if (claims.acrs.length > 0 && !amr.includes("mfa")) throw secondFactorRefusal(world, user.id);
  return signIn;
}

/**
 * The user of an earlier sign-in, if that still stands.
 * @throws {LoginError} 50034 deleted, 50057 disabled, 50173 revoked or password changed, 50076 or 50079 a
 * second factor is asked
 */
export function continueSignIn(world: World, signIn: SignIn, claims: ClaimsRequest): DirectoryUser {
  const user = activeUser(world, signIn.userId);
  if (signIn.stamp !== sessionStamp(user)) throw revoked(signIn, user);
  if (claims.acrs.length > 0 && !signIn.amr.includes("mfa")) throw secondFactorRefusal(world, user.id);
  return user;
}

/** Sign-ins that ask somebody, and name nobody, are answered as this user. */
export function firstUser(world: World): DirectoryUser {
  const user = world.store.tenant.users.find((one) => one.userPrincipalName === world.firstUserName);
  return activeUser(world, user?.id ?? "");
}

/**
 * A pass comes before every other method ("System-preferred multifactor authentication"), counts as multifactor
 * authentication, and is used up if it is for one time.
 */
function provenFactors(world: World, user: DirectoryUser): readonly string[] {
  const pass = usablePass(world.store.tenant, user.id, world.store.tenantNow());
  if (pass === undefined) return hasRegisteredMethod(user) ? ["pwd", "mfa"] : ["pwd"];
  world.store.change((draft) => {
    const used = draft.temporaryAccessPasses.find((one) => one.id === pass.id);
    if (used !== undefined) used.isUsed = true;
  });
  return ["otp", "mfa"];
}

/** @throws {LoginError} 50034 not there, 50057 disabled */
export function activeUser(world: World, id: string): DirectoryUser {
  const user = world.store.tenant.users.find((one) => one.id === id);
  if (user === undefined) {
    throw new LoginError(
      400,
      "invalid_grant",
      50034,
      "The user account does not exist in the directory. To sign into this application, the account must be added to the directory.",
    );
  }
  if (!user.accountEnabled) throw new LoginError(400, "invalid_grant", 50057, "The user account is disabled.");
  return user;
}

function revoked(signIn: SignIn, user: DirectoryUser): LoginError {
  const moments = [user.signInSessionsValidFromDateTime, user.lastPasswordChangeDateTime];
  const validFrom = moments.filter((one) => one !== null).sort((one, other) => Date.parse(other) - Date.parse(one))[0];
  return new LoginError(
    400,
    "invalid_grant",
    50173,
    `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${new Date(signIn.at).toISOString()}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${validFrom ?? ""}'.`,
  );
}
