// Rolling certificates with a proof of possession ("application: addKey", "application: removeKey", "Generate
// proof-of-possession tokens for rolling keys").
import { constants, verify, X509Certificate } from "node:crypto";
import * as z from "zod";
import { FIRST_PARTY } from "../../laws/first-party.js";
import { decodeJwtPart } from "../../login/token-signer.js";
import type { Answer } from "../../routes.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import { type GraphCall, type GraphRoute, graphUrl } from "../graph-call.js";
import { badRequest, GraphError, notImplemented } from "../graph-error.js";
import { writtenBody } from "../written-body.js";
import { keyCredentialSchema, readKeyCredential } from "./application-certificates.js";
import { keyCredential } from "./applications-entity.js";
import { type DraftApplication, note, writableApplication } from "./applications-write.js";

const addSchema = z.strictObject({
  keyCredential: keyCredentialSchema,
  passwordCredential: z.unknown().optional(),
  proof: z.string().max(20_000),
});
const removeSchema = z.strictObject({ keyId: z.string().refine(isGuid), proof: z.string().max(20_000) });

const headerSchema = z.object({ alg: z.enum(["RS256", "PS256"]) });
const claimsSchema = z.object({ aud: z.string(), iss: z.string(), nbf: z.number(), exp: z.number() });

/** "exp … nbf + 10 minutes". */
const LONGEST_PROOF_S = 600;
const CLOCK_SKEW_S = 300;

export const applicationKeyRoutes: readonly GraphRoute[] = [
  {
    method: "POST",
    path: "/applications/:id/addKey",
    note: "with a signed proof, 200",
    replicated: "application",
    handle: addKey,
  },
  {
    method: "POST",
    path: "/applications/:id/removeKey",
    note: "with a signed proof, 204",
    replicated: "application",
    handle: removeKey,
  },
];

function addKey(call: GraphCall): Answer {
  const wanted = writtenBody(call, addSchema, { resource: "KeyCredential" });
  if (wanted.passwordCredential != null) throw notImplemented("addKey with a passwordCredential");
  const added = call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    checkProof(call, application, wanted.proof);
    const credential = readKeyCredential(call, draft, application, wanted.keyCredential);
    if (application.keyCredentials.some((one) => one.keyId === credential.keyId)) {
      throw badRequest("A key credential with the same keyId already exists.");
    }
    application.keyCredentials.push(credential);
    note(call, draft, "Update application – Certificates and secrets management", "Update", application);
    return keyCredential(credential);
  });
  return {
    status: 200,
    body: { "@odata.context": `${graphUrl(call)}/$metadata#microsoft.graph.keyCredential`, ...added },
  };
}

function removeKey(call: GraphCall): Answer {
  const { keyId, proof } = writtenBody(call, removeSchema, { resource: "KeyCredential" });
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    checkProof(call, application, proof);
    const rest = application.keyCredentials.filter((one) => one.keyId !== keyId.toLowerCase());
    if (rest.length === application.keyCredentials.length) throw badRequest("No credentials found to be removed.");
    application.keyCredentials = rest;
    note(call, draft, "Update application – Certificates and secrets management", "Update", application);
  });
  return { status: 204 };
}

/**
 * Signed with the private key of a certificate that the application has and that is valid, for Windows Azure Active
 * Directory, by the application's object id, for ten minutes at most. Which error refuses a bad proof is not documented.
 */
function checkProof(call: GraphCall, application: DraftApplication, proof: string): void {
  const [head = "", body = "", signature = "", ...more] = proof.split(".");
  const header = headerSchema.safeParse(decodeJwtPart(head));
  const claims = claimsSchema.safeParse(decodeJwtPart(body));
  if (more.length > 0 || !header.success || !claims.success) throw badProof();
  const { aud, iss, nbf, exp } = claims.data;
  const now = call.world.wallClock() / 1000;
  const isTimely = nbf <= now + CLOCK_SKEW_S && exp >= now - CLOCK_SKEW_S && exp - nbf <= LONGEST_PROOF_S;
  const isAddressed = aud === FIRST_PARTY.windowsAzureActiveDirectory && iss.toLowerCase() === application.id;
  const isSigned = application.keyCredentials.some(
    ({ key, endDateTime }) =>
      key !== null &&
      Date.parse(endDateTime) > call.now &&
      isSignedBy(key, header.data.alg, `${head}.${body}`, Buffer.from(signature, "base64url")),
  );
  if (!isTimely || !isAddressed || !isSigned) throw badProof();
}

function isSignedBy(key: string, alg: "RS256" | "PS256", content: string, signature: Buffer): boolean {
  const { publicKey } = new X509Certificate(Buffer.from(key, "base64"));
  if (publicKey.asymmetricKeyType !== "rsa") return false;
  const options =
    alg === "PS256"
      ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { key: publicKey };
  return verify("sha256", Buffer.from(content), options, signature);
}

function badProof(): GraphError {
  return new GraphError(401, "Authentication_MissingOrMalformed", "Access Token missing or malformed.");
}
