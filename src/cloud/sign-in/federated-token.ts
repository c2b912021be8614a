// Another issuer's token that takes a secret's place: workload identity federation. The platform writes it into a file and
// replaces it there before it ends.
import { readFileSync, statSync } from "node:fs";
import { type AadcError, messageOf, SignInError, UsageError } from "../../shapes/errors.js";
import type { SignInRequest } from "./credential.js";
import { textOf } from "./pem.js";

const LARGEST_FILE = 65_536;
const NAME_IT =
  "Name with AZURE_FEDERATED_TOKEN_FILE the file that the platform keeps up to date: Azure Kubernetes Service sets it; in GitHub Actions a step writes the job's OIDC token there.";

/** Codes of refusals for which the token's own words are worth seeing. */
const ABOUT_THE_TOKEN = /^AADSTS(?:70021[123]?|700222|700226|700024|500133|50013|50027)$/;

/**
 * Read anew each time.
 * @throws {UsageError} when no file is named; {SignInError} when it holds no token: anything else must not leave this machine
 */
export function readFederatedToken({
  federatedTokenFile: file,
  redactor,
}: Pick<SignInRequest, "federatedTokenFile" | "redactor">): string {
  if (file === undefined)
    throw new UsageError("Sign-in by workload identity needs the file with the other issuer's token.", {
      code: "federated-token-missing",
      remedy: NAME_IT,
    });
  const token = contentOf(file).trim();
  redactor.hide(token);
  if (token === "") throw problem("empty", `${file} is empty: the platform has not written its token yet.`);
  if (claimsOf(token) === undefined) throw problem("malformed", `${file} holds something that is no token (JWT).`);
  return token;
}

/** The same refusal with what the token says of itself, where that is what the other side does not match. */
export function withTokenShown(failure: AadcError, request: Pick<SignInRequest, "federatedTokenFile" | "redactor">) {
  if (!(failure instanceof SignInError) || !ABOUT_THE_TOKEN.test(failure.code)) return failure;
  const says = tokenInWords(request);
  return says === undefined
    ? failure
    : new SignInError(`${failure.message} ${says}`, {
        code: failure.code,
        remedy: failure.remedy,
        ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
        cause: failure,
      });
}

function tokenInWords(request: Pick<SignInRequest, "federatedTokenFile" | "redactor">): string | undefined {
  let claims: Readonly<Record<string, unknown>>;
  try {
    claims = claimsOf(readFederatedToken(request)) ?? {};
  } catch {
    return undefined;
  }
  const { iss, sub, aud, exp } = claims;
  const audience = Array.isArray(aud) ? (aud as unknown[])[0] : aud;
  const ends = typeof exp === "number" && Math.abs(exp) < 8.64e12 ? new Date(exp * 1000).toISOString() : "unknown";
  return `The token in ${request.federatedTokenFile ?? ""} has the issuer ${shown(iss)}, the subject ${shown(sub)}, the audience ${shown(audience)}, and ends ${ends}.`;
}

/** Names, not secrets; cut where somebody has put more into the file than a name. */
function shown(claim: unknown): string {
  return typeof claim === "string" ? `"${claim.slice(0, 200)}"` : "(none)";
}

function contentOf(file: string): string {
  try {
    if (statSync(file).size <= LARGEST_FILE) return textOf(readFileSync(file));
  } catch (error) {
    throw problem("unreadable", `The token in ${file} cannot be read: ${messageOf(error)}.`, error);
  }
  throw problem("malformed", `${file} is too large to be a token.`);
}

function claimsOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const body = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token)?.[1];
  try {
    const claims: unknown = JSON.parse(Buffer.from(body ?? "", "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function problem(code: string, says: string, cause?: unknown): SignInError {
  return new SignInError(says, {
    code: `federated-token-${code}`,
    remedy: NAME_IT,
    ...(cause === undefined ? {} : { cause }),
  });
}
