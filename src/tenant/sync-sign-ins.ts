// The sign-ins of the sync identities in the last hours, folded: one line for each identity.

export interface IdentitySignIns {
  /** Object id of the user or service principal. */
  readonly identityId: string;
  readonly seen: number;
  /** Null: none was seen. */
  readonly newest: { readonly at: string; readonly errorCode: number | null; readonly ip: string | null } | null;
  /** How often each error came; 0 is success. */
  readonly codes: readonly { readonly code: number; readonly count: number }[];
  readonly addresses: readonly string[];
  /** How many of them used TLS 1.0 or 1.1. */
  readonly legacyTls: number;
}

export interface SyncSignIns {
  /** ISO 8601; older ones were not asked for. */
  readonly since: string;
  /** False: there were more than were read. */
  readonly complete: boolean;
  readonly identities: readonly IdentitySignIns[];
}
