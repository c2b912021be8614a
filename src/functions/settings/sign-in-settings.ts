// How the app signs in: at Azure's own services as the identity that Azure gave to it, at the tenants as that identity or
// as an application.
import { type Cloud, cloudNamed } from "../../cloud/clouds.js";
import { AUTH_KINDS, type AuthKind } from "../../cloud/sign-in/auth-kinds.js";
import type { SessionOptions } from "../../commands/session.js";
import { UsageError } from "../../shapes/errors.js";
import { badValue, type Environment, required, setting } from "./environment.js";

/** Where the certificate of the application is: a file, or a key vault's secret. */
type CertificateAt = { readonly vault: string; readonly secret: string } | null;

export interface SignInSettings {
  readonly cloud: Cloud;
  /** Client id of the user-assigned identity; undefined: the system's own. */
  readonly identityClientId?: string;
  /** `federated`: an application for which the identity's token stands in for a secret. */
  readonly kind: AuthKind | "federated";
  readonly clientId?: string;
  readonly certificateAt: CertificateAt;
  /** What the other kinds need, as the command line takes it from the environment. */
  readonly files: Partial<SessionOptions["auth"]>;
}

/** Nobody is there to ask. */
const INTERACTIVE: readonly string[] = ["device-code", "browser", "azure-cli"];

/** @throws {UsageError} where the settings do not say how to sign in */
export function signInSettings(environment: Environment): SignInSettings {
  const kind = kindOf(environment);
  const clientId = setting(environment, "AZURE_CLIENT_ID");
  const identityClientId =
    setting(environment, "AADC_IDENTITY_CLIENT_ID") ?? (kind === "managed-identity" ? clientId : undefined);
  return {
    cloud: cloudNamed(setting(environment, "AADC_CLOUD") ?? "public"),
    kind,
    certificateAt: kind === "certificate" ? certificateAt(setting(environment, "AADC_CERTIFICATE")) : null,
    ...(identityClientId === undefined ? {} : { identityClientId }),
    ...(kind === "federated"
      ? { clientId: required(environment, "AZURE_CLIENT_ID") }
      : clientId === undefined
        ? {}
        : { clientId }),
    files: filesOf(environment),
  };
}

function kindOf(environment: Environment): AuthKind | "federated" {
  const wanted = setting(environment, "AADC_AUTH") ?? "managed-identity";
  if (wanted === "federated") return wanted;
  const kind = AUTH_KINDS.find((candidate) => candidate === wanted);
  if (kind !== undefined && !INTERACTIVE.includes(kind)) return kind;
  throw new UsageError(`AADC_AUTH is "${wanted.slice(0, 100)}", which a function cannot do.`, {
    code: "bad-value",
    remedy: "Use managed-identity, federated, workload-identity, certificate or secret.",
  });
}

const IN_VAULT = /^keyvault:([a-z\d-]{3,24})\/([\da-z-]{1,127})$/i;

function certificateAt(text: string | undefined): CertificateAt {
  if (text === undefined) return null;
  const [, vault, secret] = IN_VAULT.exec(text) ?? [];
  if (vault !== undefined && secret !== undefined) return { vault: vault.toLowerCase(), secret };
  throw badValue(
    "AADC_CERTIFICATE",
    text,
    "Write it as keyvault:VAULT/NAME; a file is named by AZURE_CLIENT_CERTIFICATE_PATH.",
  );
}

function filesOf(environment: Environment): Partial<SessionOptions["auth"]> {
  const clientSecret = setting(environment, "AZURE_CLIENT_SECRET");
  const certificateFile = setting(environment, "AZURE_CLIENT_CERTIFICATE_PATH");
  const certificatePassword = setting(environment, "AZURE_CLIENT_CERTIFICATE_PASSWORD");
  const federatedTokenFile = setting(environment, "AZURE_FEDERATED_TOKEN_FILE");
  return {
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(certificatePassword === undefined ? {} : { certificatePassword }),
    ...(federatedTokenFile === undefined ? {} : { federatedTokenFile }),
  };
}
