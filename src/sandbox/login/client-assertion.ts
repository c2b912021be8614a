// Signed client assertions (Microsoft identity platform, "Application authentication certificate credentials").
import { constants, verify } from "node:crypto";
import * as z from "zod";
import type { World } from "../world.js";
import { LoginError } from "./login-error.js";
import { decodeJwtPart } from "./token-signer.js";

const headerSchema = z.object({
  alg: z.enum(["PS256", "RS256"]),
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

/**
 * An assertion serves until it expires: MSAL sends the same one for each resource, and Entra ID takes it.
 * Returns when the assertion proves that the caller is `clientId`; throws the LoginError of the service otherwise.
 */
export function checkClientAssertion(
  world: World,
  clientId: string,
  assertion: string,
  audiences: readonly string[],
): void {
  const [head = "", body = "", signature = ""] = assertion.split(".");
  const header = headerSchema.safeParse(decodeJwtPart(head));
  const claims = claimsSchema.safeParse(decodeJwtPart(body));
  if (!header.success || !claims.success) {
    throw new LoginError(400, "invalid_request", 50027, "JWT token is invalid or malformed.");
  }
  const { aud, iss, sub, exp, nbf } = claims.data;
  if (iss !== clientId || sub !== clientId) {
    throw refused(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
  }
  checkSignature(world, clientId, header.data, `${head}.${body}`, signature);
  if (!audiences.includes(aud.toLowerCase())) {
    throw refused(700023, "Client assertion audience claim does not match Realm issuer.");
  }
  const now = world.wallClock() / 1000;
  if (exp < now - CLOCK_SKEW_S || (nbf !== undefined && nbf > now + CLOCK_SKEW_S)) {
    throw refused(700024, "Client assertion is not within its valid time range.");
  }
}

function checkSignature(
  world: World,
  clientId: string,
  header: z.infer<typeof headerSchema>,
  content: string,
  signature: string,
): void {
  const registered = world.credentials.certificate(clientId);
  const named = header["x5t#S256"] ?? header.x5t;
  const known = header["x5t#S256"] === undefined ? registered?.sha1 : registered?.sha256;
  if (registered === undefined || named === undefined || named !== known) {
    throw refused(
      700027,
      "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]",
    );
  }
  const key = registered.certificate.publicKey;
  const options =
    header.alg === "PS256"
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { key };
  if (!verify("sha256", Buffer.from(content), options, Buffer.from(signature, "base64url"))) {
    throw refused(
      700027,
      "Client assertion failed signature validation. [Reason - The key was found, but use of the key to verify the signature failed.]",
    );
  }
}

function refused(number: number, text: string): LoginError {
  return new LoginError(401, "invalid_client", number, text);
}
