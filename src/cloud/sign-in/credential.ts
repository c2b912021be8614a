import { UsageError } from "../../shapes/errors.js";
import type { Cloud } from "../clouds.js";
import type { Redactor } from "../redaction.js";
import type { Transport } from "../transport.js";
import type { AuthKind } from "./auth-kinds.js";

/** Gives access tokens; fits what the Azure SDKs call a TokenCredential. */
export interface Credential {
  readonly kind: AuthKind;
  /**
   * @param scopes for one resource, such as `https://graph.microsoft.com/.default`
   * @throws {SignInError} when Entra ID refuses; {ServiceError} when it cannot be reached
   */
  getToken(
    scopes: string | string[],
    options?: { claims?: string },
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number }>;
}

export interface SignInRequest {
  readonly kind: AuthKind;
  readonly cloud: Cloud;
  readonly tenant: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** A PEM file with the private key and the certificate. */
  readonly certificateFile?: string;
  readonly transport: Transport;
  readonly redactor: Redactor;
  /** Shows the person where to enter which code. */
  readonly showDeviceCode: (message: string) => void;
}

/** Loads only the library that the kind needs. Nothing is sent before the first token is asked for. */
export async function createCredential(request: SignInRequest): Promise<Credential> {
  if (request.kind === "azure-cli") {
    const { azureCliCredential } = await import("./azure-cli.js");
    return azureCliCredential(request);
  }
  const msal = await import("./msal.js");
  if (request.kind === "managed-identity") return msal.managedIdentityCredential(request);
  const clientId = request.clientId;
  if (clientId === undefined)
    throw new UsageError(`Sign-in by ${request.kind} needs the app registration's client id.`, {
      code: "client-id-missing",
      remedy: "Give --client-id, or set AZURE_CLIENT_ID.",
    });
  if (request.kind === "device-code") return msal.deviceCodeCredential({ ...request, clientId });
  return msal.confidentialCredential({ ...request, kind: request.kind, clientId });
}
