// POST /{tenant}/oauth2/v2.0/devicecode: approved at once, as if the tenant's first user had typed the code in.
import { randomInt } from "node:crypto";
import { LIFETIME } from "../laws/token-lifetimes.js";
import type { Answer } from "../routes.js";
import { applicationNamed } from "./applications.js";
import { formOf, required } from "./form.js";
import type { LoginCall } from "./login-call.js";
import { ignoresDeviceCodes } from "./people.js";
import { readScopes, splitScopes } from "./resources.js";
import { firstUser } from "./user-sign-in.js";

const USER_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

export function answerDeviceCode(call: LoginCall): Answer {
  const { world } = call;
  const form = formOf(call);
  const application = applicationNamed(call.worlds, world, required(form, "client_id"));
  const scopes = splitScopes(required(form, "scope"));
  readScopes(scopes, world.hosts);
  const deviceCode = world.grants.addDeviceCode({
    clientId: application.appId,
    tenantId: world.store.tenant.organization.id,
    scopes,
    userId: firstUser(world).id,
    expiresAt: world.wallClock() + LIFETIME.deviceCode * 1000,
  });
  const userCode = Array.from({ length: 9 }, () => USER_CODE_LETTERS[randomInt(USER_CODE_LETTERS.length)]).join("");
  const emulated = ignoresDeviceCodes(world.store.tenant)
    ? "Emulated tenant: nobody will."
    : "Emulated tenant: approved at once, there is nothing to do.";
  const verificationUri = "https://microsoft.com/devicelogin";
  return {
    status: 200,
    body: {
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: verificationUri,
      expires_in: LIFETIME.deviceCode,
      interval: 5,
      message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate. (${emulated})`,
    },
  };
}
