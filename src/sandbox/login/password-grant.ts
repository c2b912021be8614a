// The grant `password` ("OAuth 2.0 Resource Owner Password Credentials"): a program that has a user's name and password.
import { isSecretOf } from "../store/password-hash.js";
import type { World } from "../world.js";
import { LoginError } from "./login-error.js";
import { activeUser, type DirectoryUser } from "./user-sign-in.js";

/**
 * The user whose password this is, without any second factor; whoever is unknown is told apart from a wrong password.
 * @throws {LoginError} 50034 unknown, 50126 wrong password, 50057 disabled, 50055 a password that is to be changed first
 * ("Microsoft Entra authentication and authorization error codes"; that a wrong password is told before the rest is a choice)
 */
export function userWithPassword(world: World, name: string, password: string): DirectoryUser {
  const { users } = world.store.tenant;
  const user = users.find((one) => one.userPrincipalName.toLowerCase() === name.toLowerCase());
  const { passwordHash } = user ?? {};
  if (
    user !== undefined &&
    (passwordHash === undefined || passwordHash === null || !isSecretOf(passwordHash, password))
  )
    throw invalidGrant(50126, "Error validating credentials due to invalid username or password.");
  const active = activeUser(world, user?.id ?? "");
  if (active.forceChangePasswordNextSignIn) throw invalidGrant(50055, "The password is expired.");
  return active;
}

function invalidGrant(number: number, text: string): LoginError {
  return new LoginError(400, "invalid_grant", number, text);
}
