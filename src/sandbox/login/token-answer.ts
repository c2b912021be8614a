// The answer of the token endpoint: for a user whose sign-in stands, and as it is sent.
import type { Answer } from "../routes.js";
import type { World } from "../world.js";
import type { Application } from "./applications.js";
import type { ClaimsRequest } from "./claims-request.js";
import type { ClientProof } from "./client-proof.js";
import { checkConditions } from "./conditions.js";
import { consentOnSignIn } from "./first-party-consent.js";
import { clientInfo, idToken } from "./id-token.js";
import { type IssuedToken, issueForUser } from "./issued-token.js";
import { checkNotDeclined } from "./people.js";
import { readScopes } from "./resources.js";
import { recordingUser } from "./sign-in-record.js";
import { continueSignIn, type SignIn } from "./user-sign-in.js";

interface Delegated {
  readonly world: World;
  readonly application: Application;
  readonly proof: ClientProof;
  readonly claims: ClaimsRequest;
  readonly signIn: SignIn;
  readonly scopes: readonly string[];
  readonly nonce?: string | undefined;
  readonly isRefresh?: boolean;
  readonly via?: "deviceCodeFlow";
  /** Absent for a code, whose sign-in was noted when the browser was sent back with it. */
  readonly eventType?: "interactiveUser" | "nonInteractiveUser";
  readonly userAgent: string | undefined;
}

/** @throws {LoginError} when the sign-in does not stand, a policy refuses, or nobody consented */
export function delegatedAnswer(delegated: Delegated): Answer {
  const { world, application, proof, claims, signIn, scopes } = delegated;
  const request = readScopes(scopes, world.hosts);
  const conditions = {
    signIn,
    application,
    resourceAppId: request.resourceAppId,
    ...(delegated.via === undefined ? {} : { transferMethod: delegated.via }),
  };
  const answer = (): Answer => {
    const user = continueSignIn(world, signIn, claims);
    checkConditions(world, conditions);
    if (delegated.via === "deviceCodeFlow") {
      checkNotDeclined(world.store.tenant, "device code");
      consentOnSignIn(world, application, user, request);
    }
    const issued = issueForUser(world, request, { application, user, signIn, proof, claims });
    const hasRefresh = request.offlineAccess || delegated.isRefresh === true;
    const refresh = hasRefresh
      ? { refresh_token: world.grants.addRefreshToken({ clientId: application.appId, signIn }, world.wallClock()) }
      : {};
    const identity = request.openid ? { id_token: idToken(world, application, user, delegated.nonce) } : {};
    return tokenAnswer(issued, { client_info: clientInfo(world, user), ...refresh, ...identity });
  };
  if (delegated.eventType === undefined) return answer();
  return recordingUser(
    world,
    { ...conditions, eventType: delegated.eventType, userAgent: delegated.userAgent },
    answer,
  );
}

export function tokenAnswer(issued: IssuedToken, more: Readonly<Record<string, unknown>> = {}): Answer {
  return {
    status: 200,
    body: {
      token_type: "Bearer",
      ...(issued.scope === undefined ? {} : { scope: issued.scope }),
      expires_in: issued.expiresIn,
      ext_expires_in: issued.expiresIn,
      access_token: issued.token,
      ...more,
    },
  };
}
