import type { AuthKind } from "./sign-in/auth-kinds.js";

const APPLICATION =
  "Look whether the application is enabled (Cloud Application Administrator: Entra admin center > Enterprise applications > the application > Properties)";

const BY_KIND: Readonly<Record<AuthKind, string>> = {
  "device-code": "Sign in again: aadc-cloud login; without a saved sign-in, run the command again.",
  browser: "Sign in again: aadc-cloud login; without a saved sign-in, run the command again.",
  secret: `${APPLICATION}, and whether AZURE_CLIENT_ID and AZURE_CLIENT_SECRET belong to it.`,
  certificate: `${APPLICATION}, and whether AZURE_CLIENT_ID and AZURE_CLIENT_CERTIFICATE_PATH belong to it.`,
  "managed-identity":
    "Look whether the managed identity still exists (its machine, function or container in the Azure portal > Identity). Azure hands out its token for up to a day: restart what runs here.",
  "workload-identity": `${APPLICATION}, and whether the token in AZURE_FEDERATED_TOKEN_FILE is a current one.`,
  "azure-cli":
    "Sign in again: az login --allow-no-subscriptions --tenant with the tenant's id, then run the command again.",
};

/** What to do when a service does not accept the token, and asks for nothing that another could show. */
export function signInAgain(kind: AuthKind | undefined): string {
  return kind === undefined ? "Sign in again, then run the command again." : BY_KIND[kind];
}
