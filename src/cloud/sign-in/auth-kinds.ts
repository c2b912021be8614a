/** The ways to sign in. */
export const AUTH_KINDS = ["device-code", "secret", "certificate", "managed-identity", "azure-cli"] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];
