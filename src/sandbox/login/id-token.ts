// What a client is told of the user besides the access token.
import type { World } from "../world.js";
import type { Application } from "./applications.js";
import type { DirectoryUser } from "./user-sign-in.js";

/** "ID token claims reference"; `nonce` as the authorization request had it. */
export function idToken(
  world: World,
  application: Application,
  user: DirectoryUser,
  nonce: string | undefined,
): string {
  const tenantId = world.store.tenant.organization.id;
  const now = Math.floor(world.wallClock() / 1000);
  return world.signer.sign({
    aud: application.appId,
    iss: `https://${world.hosts.login}/${tenantId}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + 3600,
    tid: tenantId,
    oid: user.id,
    sub: user.id,
    name: user.displayName,
    preferred_username: user.userPrincipalName,
    ver: "2.0",
    ...(nonce === undefined ? {} : { nonce }),
  });
}

/** By which Microsoft's libraries know an account: object and home tenant. */
export function clientInfo(world: World, user: Pick<DirectoryUser, "id">): string {
  const info = { uid: user.id, utid: world.store.tenant.organization.id };
  return Buffer.from(JSON.stringify(info)).toString("base64url");
}
