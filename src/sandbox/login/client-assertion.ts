// Client assertions that an application signs itself (Microsoft identity platform, "Application authentication
// certificate credentials").
import { constants, verify } from "node:crypto";
import * as z from "zod";
import type { World } from "../world.js";
import type { Application } from "./applications.js";
import { addedCertificates } from "./client-credentials.js";
import { LoginError } from "./login-error.js";
import { decodeJwtPart } from "./token-signer.js";

const headerSchema = z.object({
  alg: z.string(),
  x5t: z.string().optional(),
  "x5t#S256": z.string().optional(),
});

const claimsSchema = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
});

const CLOCK_SKEW_S = 300;

export interface Assertion {
  readonly header: z.infer<typeof headerSchema>;
  readonly claims: z.infer<typeof claimsSchema>;
  readonly content: string;
  readonly signature: string;
}

/** @throws {LoginError} 50027 for what is no signed JSON Web Token with the claims that an assertion needs */
export function readAssertion(assertion: string): Assertion {
  const [head = "", body = "", signature = "", ...more] = assertion.split(".");
  const header = headerSchema.safeParse(decodeJwtPart(head));
  const claims = claimsSchema.safeParse(decodeJwtPart(body));
  if (!header.success || !claims.success || more.length > 0) {
    throw new LoginError(400, "invalid_request", 50027, "JWT token is invalid or malformed.");
  }
  return { header: header.data, claims: claims.data, content: `${head}.${body}`, signature };
}

/** Does the assertion name a certificate? One that does not comes from another issuer. */
export function namesCertificate({ header }: Assertion): boolean {
  return header.x5t !== undefined || header["x5t#S256"] !== undefined;
}

/**
 * An assertion serves until it expires: MSAL sends the same one for each resource, and Entra ID takes it.
 * Returns when the assertion proves that the caller is the application; throws the LoginError of the service otherwise.
 */
export function checkOwnAssertion(
  world: World,
  application: Application,
  assertion: Assertion,
  audiences: readonly string[],
): void {
  const { aud, iss, sub } = assertion.claims;
  if (iss.toLowerCase() !== application.appId || sub.toLowerCase() !== application.appId) {
    throw refused(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
  }
  checkSignature(world, application, assertion);
  if (!audiences.includes(aud.toLowerCase())) {
    throw refused(700023, "Client assertion audience claim does not match Realm issuer.");
  }
  checkTime(world, assertion);
}

/** @throws {LoginError} 700024 */
export function checkTime(world: World, { claims: { exp, nbf } }: Assertion): void {
  const now = world.wallClock() / 1000;
  if (exp < now - CLOCK_SKEW_S || (nbf !== undefined && nbf > now + CLOCK_SKEW_S)) {
    throw refused(700024, "Client assertion is not within its valid time range.");
  }
}

export function refused(number: number, text: string): LoginError {
  return new LoginError(401, "invalid_client", number, text);
}

function checkSignature(world: World, application: Application, { header, content, signature }: Assertion): void {
  const named = header["x5t#S256"] ?? header.x5t;
  const hash = header["x5t#S256"] === undefined ? ("sha1" as const) : ("sha256" as const);
  const given = world.credentials.certificate(application.appId);
  const all = [...(given === undefined ? [] : [given]), ...addedCertificates(application)];
  const registered = all.find((one) => one[hash] === named);
  if (registered === undefined) throw unusable("The key was not found.");
  const now = world.store.tenantNow();
  if (now < registered.start || now >= registered.end) throw unusable("The key used is expired.");
  const key = registered.certificate.publicKey;
  if (key.asymmetricKeyType !== "rsa") throw unusable("The key was found, but its type is not supported.");
  const padding = PADDING[header.alg];
  if (padding === undefined) {
    throw new LoginError(
      400,
      "invalid_request",
      50027,
      "JWT token is invalid or malformed: the algorithm is none of PS256 and RS256.",
    );
  }
  if (!verify("sha256", Buffer.from(content), { key, ...padding }, Buffer.from(signature, "base64url"))) {
    throw unusable("The key was found, but use of the key to verify the signature failed.");
  }
}

const PADDING: Readonly<Record<string, object>> = {
  RS256: { padding: constants.RSA_PKCS1_PADDING },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
};

function unusable(reason: string): LoginError {
  return refused(
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application, or is not usable. [Reason - ${reason}]`,
  );
}
