// Sign-in through MSAL: secret, certificate, device code, managed identity.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type AccountInfo,
  type AuthenticationResult,
  ConfidentialClientApplication,
  ManagedIdentityApplication,
  PublicClientApplication,
} from "@azure/msal-node";
import { messageOf, SignInError, UsageError } from "../../shapes/errors.js";
import type { Credential, SignInRequest } from "./credential.js";
import { MsalNetwork } from "./msal-network.js";
import { signInFailure } from "./sign-in-failure.js";

let managedNetwork: MsalNetwork | undefined;

type WithClient = SignInRequest & { readonly clientId: string };

/** An application that proves itself by secret or certificate. MSAL keeps its tokens in memory. */
export function confidentialCredential(request: WithClient & { readonly kind: "secret" | "certificate" }): Credential {
  const network = new MsalNetwork(request.transport);
  const application = new ConfidentialClientApplication({
    auth: {
      clientId: request.clientId,
      authority: authority(request),
      ...(request.kind === "secret"
        ? { clientSecret: secretOf(request) }
        : { clientCertificate: readCertificate(request.certificateFile) }),
    },
    system: { networkClient: network },
  });
  return credential(request, network, (scopes, claims) =>
    application.acquireTokenByClientCredential({ scopes, ...(claims === undefined ? {} : { claims }) }),
  );
}

/** A person who enters a code in a browser, once; further tokens come from the refresh token, silently. */
export function deviceCodeCredential(request: WithClient): Credential {
  const network = new MsalNetwork(request.transport);
  const application = new PublicClientApplication({
    auth: { clientId: request.clientId, authority: authority(request) },
    system: { networkClient: network },
  });
  const signIn = (scopes: string[], claims?: string) =>
    application.acquireTokenByDeviceCode({
      scopes,
      ...(claims === undefined ? {} : { claims }),
      deviceCodeCallback: (answer) => {
        request.redactor.hide(answer.deviceCode);
        request.showDeviceCode(answer.message);
      },
    });
  let first: Promise<AuthenticationResult | null> | undefined;
  return credential(request, network, async (scopes, claims) => {
    if (first === undefined || claims !== undefined) {
      const started = signIn(scopes, claims);
      first = started;
      started.catch(() => {
        if (first === started) first = undefined;
      });
      return started;
    }
    const account: AccountInfo | null | undefined = (await first)?.account;
    return account === null || account === undefined
      ? signIn(scopes)
      : application.acquireTokenSilent({ scopes, account });
  });
}

/** The identity that Azure gave to the machine, function or container this runs in. */
export function managedIdentityCredential(request: SignInRequest): Credential {
  // MSAL keeps the first identity's network for the whole process, so there is one, which takes the latest transport.
  managedNetwork ??= new MsalNetwork(request.transport);
  managedNetwork.transport = request.transport;
  const network = managedNetwork;
  const application = new ManagedIdentityApplication({
    ...(request.clientId === undefined ? {} : { managedIdentityIdParams: { userAssignedClientId: request.clientId } }),
    system: { networkClient: network, disableInternalRetries: true },
  });
  return credential(request, network, (scopes, claims) =>
    application.acquireToken({
      resource: (scopes[0] ?? "").replace(/\/\.default$/, ""),
      ...(claims === undefined ? {} : { claims }),
    }),
  );
}

/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 5 * 60_000;

interface Token {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

/** Keeps each resource's token until shortly before it ends, so that requests side by side share one sign-in. */
function credential(
  request: SignInRequest,
  network: MsalNetwork,
  acquire: (scopes: string[], claims: string | undefined) => Promise<AuthenticationResult | null>,
): Credential {
  const kept = new Map<string, Promise<Token>>();
  const obtain = async (scopes: string[], claims: string | undefined): Promise<Token> => {
    let result: AuthenticationResult | null;
    try {
      result = await acquire(scopes, claims);
    } catch (error) {
      throw signInFailure(network.lastError ?? error, network.lastRefusal);
    }
    if (result === null)
      throw new SignInError("The sign-in ended without a token.", { code: "no-token", remedy: "Sign in again." });
    request.redactor.hide(result.accessToken);
    return { token: result.accessToken, expiresOnTimestamp: result.expiresOn?.getTime() ?? 0 };
  };
  return {
    kind: request.kind,
    async getToken(scopes, options) {
      const wanted = typeof scopes === "string" ? [scopes] : scopes;
      const key = wanted.join(" ");
      const earlier = options?.claims === undefined ? kept.get(key) : undefined;
      if (earlier !== undefined) {
        const token = await earlier;
        if (token.expiresOnTimestamp - RENEW_BEFORE_MS > request.epoch()) return token;
      }
      const obtaining = obtain(wanted, options?.claims);
      kept.set(key, obtaining);
      obtaining.catch(() => {
        if (kept.get(key) === obtaining) kept.delete(key);
      });
      return obtaining;
    },
  };
}

function authority(request: SignInRequest): string {
  return `${request.cloud.login}/${encodeURIComponent(request.tenant)}`;
}

function secretOf(request: SignInRequest): string {
  if (request.clientSecret !== undefined) return request.clientSecret;
  throw new UsageError("Sign-in by secret needs the secret.", {
    code: "secret-missing",
    remedy: "Set AZURE_CLIENT_SECRET. There is no option for it, since options show up in process lists.",
  });
}

function readCertificate(file: string | undefined) {
  if (file === undefined)
    throw new UsageError("Sign-in by certificate needs the certificate.", {
      code: "certificate-missing",
      remedy: "Set AZURE_CLIENT_CERTIFICATE_PATH to a PEM file with the private key and the certificate.",
    });
  try {
    const pem = readFileSync(file, "utf8");
    const certificate = new X509Certificate(pem);
    const privateKey = createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
    return {
      thumbprintSha256: certificate.fingerprint256.replaceAll(":", ""),
      privateKey,
      x5c: certificate.toString(),
    };
  } catch (error) {
    throw new SignInError(`The certificate in ${file} cannot be used: ${messageOf(error)}.`, {
      code: "certificate-unusable",
      remedy: "The PEM file must hold an unencrypted private key and its certificate.",
    });
  }
}
