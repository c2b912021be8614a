import type { Cloud } from "../clouds.js";
import type { Redactor } from "../redaction.js";
import type { Transport } from "../transport.js";
import type { AuthKind } from "./auth-kinds.js";

export interface TokenOptions {
  /** What a claims challenge asks for, as JSON. */
  readonly claims?: string;
  /** A new token even where the one at hand has not ended: a right that was granted meanwhile is in the new one only. */
  readonly fresh?: boolean;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresOnTimestamp: number;
}

/** Gives access tokens; fits what the Azure SDKs call a TokenCredential. */
export interface Credential {
  readonly kind: AuthKind;
  /**
   * @param scopes for one resource, such as `https://graph.microsoft.com/.default`
   * @throws {SignInError} when Entra ID refuses; {ServiceError} when it cannot be reached
   */
  getToken(scopes: string | string[], options?: TokenOptions): Promise<AccessToken>;
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
  /** Milliseconds since 1970: tells when a token that is kept must be renewed. */
  readonly epoch: () => number;
  /** Shows the person where to enter which code. */
  readonly showDeviceCode: (message: string) => void;
}
