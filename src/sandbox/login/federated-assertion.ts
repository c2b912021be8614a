// Client assertions of another issuer: workload identity federation.
//
// The sandbox verifies those that it has signed itself: in the name of an issuer (`POST /$sandbox/federated-token`), or
// as the tenant's own login service for a managed identity. It fetches no other issuer's keys, so that any other
// signature is refused as unverifiable.
import { randomUUID } from "node:crypto";
import { FIRST_PARTY } from "../laws/first-party.js";
import type { World } from "../world.js";
import type { Application } from "./applications.js";
import { type Assertion, checkTime, refused } from "./client-assertion.js";
import type { TokenSigner } from "./token-signer.js";

const LIFE_S = 600;

export interface FederatedSubject {
  readonly issuer: string;
  readonly subject: string;
  /** `api://AzureADTokenExchange` is what Entra ID recommends in all clouds but its own variants. */
  readonly audience: string;
}

/** A token as an external issuer would hand it to its workload. `wallNow` in milliseconds. */
export function signFederatedToken(signer: TokenSigner, who: FederatedSubject, wallNow: number): string {
  const now = Math.floor(wallNow / 1000);
  return signer.sign({
    iss: who.issuer,
    sub: who.subject,
    aud: who.audience,
    jti: randomUUID(),
    iat: now,
    nbf: now - 60,
    exp: now + LIFE_S,
  });
}

/**
 * Issuer, subject and audience must equal those of one federated identity credential, "case-sensitively" ("Workload
 * identity federation": how it works). Which of the numbers is answered when several do not match is a choice: the
 * issuer first, then the subject, then the audience; AADSTS70021 where the application has no such credential at all.
 * @throws {LoginError} of the service when the assertion proves nothing
 */
export function checkFederatedAssertion(
  world: World,
  application: Application,
  assertion: Assertion,
  token: string,
): void {
  const { iss, sub, aud } = assertion.claims;
  const known = application.federatedIdentityCredentials;
  if (known.length === 0) {
    throw refused(
      70021,
      `No matching federated identity record found for presented assertion. Assertion Issuer: '${shown(iss)}'. Assertion Subject: '${shown(sub)}'. Assertion Audience: '${shown(aud)}'. https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation`,
    );
  }
  const ofIssuer = known.filter((one) => one.issuer === iss);
  if (ofIssuer.length === 0) throw noMatch(700211, "issuer", iss);
  const ofSubject = ofIssuer.filter((one) => one.subject === sub);
  if (ofSubject.length === 0) throw noMatch(700213, "subject", sub);
  const names = audienceNames(world, aud);
  if (!ofSubject.some((one) => one.audiences.some((audience) => names.includes(audience))))
    throw noMatch(700212, "audience", aud);
  if (world.signer.verify(token) === undefined) {
    throw refused(50013, "Assertion failed signature validation. [Reason - The key was not found.]");
  }
  checkTime(world, assertion);
}

/** A credential has the resource's address, and a managed identity's token its application id: both are the same one. */
function audienceNames(world: World, audience: string): readonly string[] {
  return audience === FIRST_PARTY.tokenExchange ? [audience, world.hosts.tokenExchange] : [audience];
}

function noMatch(number: number, what: string, value: string) {
  return refused(
    number,
    `No matching federated identity record found for presented assertion ${what} '${shown(value)}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://docs.microsoft.com/en-us/azure/active-directory/develop/workload-identity-federation`,
  );
}

function shown(value: string): string {
  return value.slice(0, 300);
}
