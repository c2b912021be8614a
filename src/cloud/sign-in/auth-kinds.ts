/** The ways to sign in. */
export const AUTH_KINDS = [
  "device-code",
  "browser",
  "secret",
  "certificate",
  "managed-identity",
  "workload-identity",
  "azure-cli",
] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];
