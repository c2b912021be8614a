// An application that signs in by itself: with a secret, a certificate, or a token of an issuer that it trusts.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { AadcError, UsageError } from "../../shapes/errors.js";
import type { Credential, SignInRequest } from "./credential.js";
import { readFederatedToken, withTokenShown } from "./federated-token.js";
import { authority, keepTokens, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";

/**
 * "cp1" says that challenges are answered: without it Graph sends none, and a token lives its hour whatever happens to the
 * application. With it the token lives a day and ends when the application is disabled or found risky ("Continuous access
 * evaluation for workload identities"; "Claims challenges, claims requests, and client capabilities").
 */
const HANDLES_CHALLENGES = ["cp1"];

/** An application that proves itself. MSAL keeps its tokens in memory. */
export async function confidentialCredential(
  request: WithClient & { readonly kind: "secret" | "certificate" | "workload-identity" },
): Promise<Credential> {
  const network = new MsalNetwork(request.transport);
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: request.clientId,
      authority: authority(request),
      clientCapabilities: HANDLES_CHALLENGES,
      ...(await proofOf(request)),
    },
    system: { networkClient: network },
  });
  const credential = keepTokens(request, network, (scopes, { claims, fresh }) =>
    application.acquireTokenByClientCredential({
      scopes,
      skipCache: fresh === true,
      ...(claims === undefined ? {} : { claims }),
    }),
  );
  return request.kind === "workload-identity" && request.federatedToken === undefined
    ? { ...credential, getToken: explained(credential, request) }
    : credential;
}

async function proofOf(request: SignInRequest) {
  if (request.kind === "secret") return { clientSecret: secretOf(request) };
  if (request.kind === "certificate") {
    const { readClientCertificate } = await import("./client-certificate.js");
    return { clientCertificate: await readClientCertificate(request) };
  }
  const { federatedToken } = request;
  if (federatedToken !== undefined) return { clientAssertion: federatedToken };
  // Read now for the sake of its errors, and each time that MSAL asks.
  readFederatedToken(request);
  return { clientAssertion: () => Promise.resolve(readFederatedToken(request)) };
}

function explained(credential: Credential, request: SignInRequest): Credential["getToken"] {
  return (scopes, options) =>
    credential.getToken(scopes, options).catch((error: unknown) => {
      throw error instanceof AadcError ? withTokenShown(error, request) : error;
    });
}

function secretOf(request: SignInRequest): string {
  if (request.clientSecret !== undefined) return request.clientSecret;
  throw new UsageError("Sign-in by secret needs the secret.", {
    code: "secret-missing",
    remedy: "Set AZURE_CLIENT_SECRET. There is no option for it, since options show up in process lists.",
  });
}
