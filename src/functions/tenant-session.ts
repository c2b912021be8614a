// Signing in at a tenant: as the app's own identity, or as an application that many tenants have let in.
import { openSession, type Session, type SessionOptions } from "../commands/session.js";
import type { Clock } from "../shapes/clock.js";
import { UsageError } from "../shapes/errors.js";
import type { Home } from "./home.js";
import type { Environment } from "./settings/environment.js";
import { type SignInSettings, signInSettings } from "./settings/sign-in-settings.js";

/** What a managed identity's token must be for to stand in for an application's secret ("Configure an application to trust a managed identity"). */
const EXCHANGE: Readonly<Record<string, string>> = {
  public: "api://AzureADTokenExchange/.default",
  usgov: "api://AzureADTokenExchangeUSGov/.default",
  usgovdod: "api://AzureADTokenExchangeUSGov/.default",
  china: "api://AzureADTokenExchangeChina/.default",
};

/** @throws {UsageError} where the settings do not say how; {SignInError}; {GuardError} `other-tenant` */
export async function openTenant(
  home: Home,
  environment: Environment,
  tenantId: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Session> {
  const settings = signInSettings(environment);
  const opening = await openSession({
    cloud: settings.cloud,
    tenant: tenantId,
    auth: await authOf(home, settings),
    ...(settings.kind === "managed-identity" ? { credential: home.credential } : {}),
    connections: home.connections,
    redactor: home.redactor,
    signal,
    clock,
    showDeviceCode: () => undefined,
  });
  return opening.session;
}

async function authOf(home: Home, settings: SignInSettings): Promise<SessionOptions["auth"]> {
  const { kind, clientId, certificateAt, files, cloud } = settings;
  const client = clientId === undefined ? {} : { clientId };
  if (kind === "federated") {
    const scope = EXCHANGE[cloud.name] ?? "";
    const federatedToken = async () => (await home.credential.getToken(scope)).token;
    return { kind: "workload-identity", ...client, federatedToken };
  }
  if (certificateAt === null) return { kind, ...client, ...files };
  const { vault, secret } = certificateAt;
  const text = await home.vaultSecret(vault, secret);
  if (text === null) throw noCertificate(vault, secret);
  return { kind, ...client, ...files, certificate: { bytes: bytesOf(text), name: `keyvault:${vault}/${secret}` } };
}

/** A vault gives a certificate as PEM, or as PFX in Base64 ("About Key Vault certificates", exportable key). */
function bytesOf(text: string): Uint8Array {
  return text.includes("-----BEGIN") ? Buffer.from(text, "utf8") : Buffer.from(text, "base64");
}

function noCertificate(vault: string, secret: string): UsageError {
  return new UsageError(`The key vault ${vault} holds no secret ${secret}.`, {
    code: "certificate-missing",
    remedy: "Import the application's certificate there with an exportable key, or correct AADC_CERTIFICATE.",
  });
}
