// Proof Key for Code Exchange (RFC 7636) as the login service wants it.
import { createHash } from "node:crypto";
import type { Application } from "./applications.js";
import { LoginError } from "./login-error.js";

/** A SHA-256 as base64url. */
const CHALLENGE = /^[\w-]{43}$/u;

/**
 * The challenge of an authorization request, `undefined` when a confidential client goes without. That a public client
 * must have one, and that `plain` is refused, is stricter than Entra ID, which only recommends it ("OAuth 2.0
 * authorization code flow"): a choice, so that what works here is safe there.
 * @throws {LoginError}
 */
export function readCodeChallenge(application: Application, query: URLSearchParams): string | undefined {
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null) {
    if (!application.isPublicClient && method === null) return undefined;
    throw new LoginError(
      400,
      "invalid_request",
      9002325,
      "Proof Key for Code Exchange is required for authorization code redemption by a public client.",
    );
  }
  if (method !== "S256") {
    throw new LoginError(400, "invalid_request", 50149, "Invalid Code_Challenge_method parameter: only S256 is taken.");
  }
  if (CHALLENGE.test(challenge)) return challenge;
  throw new LoginError(400, "invalid_request", 501491, "Invalid size of Code_Challenge parameter.");
}

/** @throws {LoginError} 50148 */
export function checkCodeVerifier(challenge: string | undefined, verifier: string | null): void {
  if (challenge === undefined) return;
  const proven = verifier === null ? "" : createHash("sha256").update(verifier).digest("base64url");
  if (proven === challenge) return;
  throw new LoginError(
    400,
    "invalid_grant",
    50148,
    "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.",
  );
}
