// An application that signs in by itself: with a secret or a certificate.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { UsageError } from "../../shapes/errors.js";
import { readClientCertificate } from "./client-certificate.js";
import type { Credential, SignInRequest } from "./credential.js";
import { authority, keepTokens, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";

/** An application that proves itself by secret or certificate. MSAL keeps its tokens in memory. */
export function confidentialCredential(request: WithClient & { readonly kind: "secret" | "certificate" }): Credential {
  const network = new MsalNetwork(request.transport);
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: request.clientId,
      authority: authority(request),
      ...(request.kind === "secret"
        ? { clientSecret: secretOf(request) }
        : { clientCertificate: readClientCertificate(request.certificateFile) }),
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

function secretOf(request: SignInRequest): string {
  if (request.clientSecret !== undefined) return request.clientSecret;
  throw new UsageError("Sign-in by secret needs the secret.", {
    code: "secret-missing",
    remedy: "Set AZURE_CLIENT_SECRET. There is no option for it, since options show up in process lists.",
  });
}
