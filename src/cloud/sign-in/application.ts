// An application that signs in by itself: with a secret, a certificate, or a token of an issuer that it trusts.
import { readFileSync } from "node:fs";
import { ConfidentialClientApplication } from "@azure/msal-node";
import { messageOf, SignInError, UsageError } from "../../shapes/errors.js";
import { readClientCertificate } from "./client-certificate.js";
import type { Credential, SignInRequest } from "./credential.js";
import { authority, keepTokens, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";

/** An application that proves itself. MSAL keeps its tokens in memory. */
export function confidentialCredential(
  request: WithClient & { readonly kind: "secret" | "certificate" | "workload-identity" },
): Credential {
  const network = new MsalNetwork(request.transport);
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: request.clientId,
      authority: authority(request),
      ...proofOf(request),
    },
    system: { networkClient: network },
  });
  return keepTokens(request, network, (scopes, { claims, fresh }) =>
    application.acquireTokenByClientCredential({
      scopes,
      skipCache: fresh === true,
      ...(claims === undefined ? {} : { claims }),
    }),
  );
}

function proofOf(request: SignInRequest) {
  if (request.kind === "secret") return { clientSecret: secretOf(request) };
  if (request.kind === "certificate") return { clientCertificate: readClientCertificate(request.certificateFile) };
  return { clientAssertion: () => Promise.resolve(federatedTokenOf(request)) };
}

function federatedTokenOf({ federatedTokenFile, redactor }: SignInRequest): string {
  if (federatedTokenFile === undefined)
    throw new UsageError("Sign-in by workload identity needs the file with the other issuer's token.", {
      code: "federated-token-missing",
      remedy: "Set AZURE_FEDERATED_TOKEN_FILE; Kubernetes and GitHub Actions can provide such a file.",
    });
  try {
    const token = readFileSync(federatedTokenFile, "utf8").trim();
    redactor.hide(token);
    return token;
  } catch (error) {
    throw new SignInError(`The token in ${federatedTokenFile} cannot be read: ${messageOf(error)}.`, {
      code: "federated-token-unreadable",
      remedy: "Name a readable file with AZURE_FEDERATED_TOKEN_FILE.",
      cause: error,
    });
  }
}

function secretOf(request: SignInRequest): string {
  if (request.clientSecret !== undefined) return request.clientSecret;
  throw new UsageError("Sign-in by secret needs the secret.", {
    code: "secret-missing",
    remedy: "Set AZURE_CLIENT_SECRET. There is no option for it, since options show up in process lists.",
  });
}
