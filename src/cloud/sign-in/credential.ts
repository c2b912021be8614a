import type { ICachePlugin } from "@azure/msal-node";
import type { Clock } from "../../shapes/clock.js";
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
  /** A person's alone: who has signed in, and what `login` keeps of it; undefined before the first token. */
  signedIn?(): Promise<SignedIn | undefined>;
}

export interface SignedIn {
  readonly tenantId: string;
  /** MSAL's id of the account among the tokens. */
  readonly homeAccountId: string;
  readonly userName: string;
  /** MSAL's cache, serialized. */
  readonly tokens: string;
}

export interface SignInRequest {
  readonly kind: AuthKind;
  readonly cloud: Cloud;
  readonly tenant: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** A file with the private key and the certificate: PEM, or PFX. */
  readonly certificateFile?: string;
  /** Of the key in that file, where it is encrypted. */
  readonly certificatePassword?: string;
  /** In place of the file: what it would hold, and what to call it in errors. */
  readonly certificate?: { readonly bytes: Uint8Array; readonly name: string };
  /** A file with a token of another issuer that the application trusts; read anew for each sign-in, since it is replaced. */
  readonly federatedTokenFile?: string;
  /** In place of the file: asks the other issuer for a token, each time that one is needed. */
  readonly federatedToken?: () => Promise<string>;
  readonly transport: Transport;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Shows the person where to enter which code. */
  readonly showDeviceCode: (message: string) => void;
  /** Says to the person, in a line, what is going on and what is asked of them. */
  readonly tell?: (line: string) => void;
  /** Opens an address in the person's browser; undefined where there is none. Told nothing secret. */
  readonly openBrowser?: ((url: string) => Promise<void>) | undefined;
  /** What `login` has kept for this tenant and client: tokens come from there, silently, as long as that serves. */
  readonly saved?: SavedTokens;
  /** Ends waiting for the person. */
  readonly signal: AbortSignal;
}

/** A person's saved session, as the sign-in uses it. */
export interface SavedTokens {
  /** MSAL's id of the account among the tokens. */
  readonly homeAccountId: string;
  readonly plugin: ICachePlugin;
  /** The very line that signs in again. */
  readonly loginLine: string;
  /** Whether the person may be asked again where a service demands more than the tokens can show. */
  readonly mayAsk: boolean;
}
