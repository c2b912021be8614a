// The applications that synchronise: with what they prove themselves, who owns them, what else they may do.
import type { Fact } from "../shapes/fact.js";

export interface ApplicationCertificate {
  readonly keyId: string;
  /** ISO 8601; null where Graph does not say. */
  readonly start: string | null;
  readonly end: string | null;
}

export interface ApplicationCredentials {
  readonly certificates: readonly ApplicationCertificate[];
  /** How many client secrets there are. */
  readonly secrets: number;
  /** How many other issuers' tokens are trusted. */
  readonly federated: number;
  /** Names of the owners of application and service principal, each once. */
  readonly owners: readonly string[];
}

/** An application that has the sync service's app role, looked at closely. */
export interface SyncApplicationState {
  readonly principalId: string;
  readonly displayName: string;
  readonly appId: string | null;
  readonly enabled: boolean | null;
  /** Value null: the application itself is not in this tenant. */
  readonly credentials: Fact<ApplicationCredentials | null>;
  /** Names of its app roles `PasswordWriteback.*`. */
  readonly passwordWriteback: Fact<readonly string[]>;
}
