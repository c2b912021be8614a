// The tenant's default policy for credentials of applications.

export interface CredentialRestriction {
  /** `asymmetricKeyLifetime`, `trustedCertificateAuthority`, or whatever else there may be. */
  readonly type: string;
  /** ISO 8601 duration; null where none is given. */
  readonly maxLifetime: string | null;
  /** Applications made before are let alone, ISO 8601; null: it is for all. */
  readonly appliesFrom: string | null;
  readonly enabled: boolean;
}

export interface CredentialPolicy {
  readonly enabled: boolean;
  /** On certificates of applications. */
  readonly restrictions: readonly CredentialRestriction[];
}
