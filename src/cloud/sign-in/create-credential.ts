import { UsageError } from "../../shapes/errors.js";
import type { Credential, SignInRequest } from "./credential.js";

/** Loads only the library that the kind needs. Nothing is sent before the first token is asked for. */
export async function createCredential(request: SignInRequest): Promise<Credential> {
  const { kind } = request;
  switch (kind) {
    case "azure-cli":
      return (await import("./azure-cli.js")).azureCliCredential(request);
    case "managed-identity":
      return (await import("./managed-identity.js")).managedIdentityCredential(request);
    case "device-code":
    case "browser":
      return (await import("./person.js")).personCredential({ ...withClient(request), kind });
    case "secret":
    case "certificate":
    case "workload-identity":
      return (await import("./application.js")).confidentialCredential({ ...withClient(request), kind });
  }
}

function withClient(request: SignInRequest): SignInRequest & { readonly clientId: string } {
  const { clientId, kind } = request;
  if (clientId !== undefined) return { ...request, clientId };
  throw new UsageError(`Sign-in by ${kind} needs the app registration's client id.`, {
    code: "client-id-missing",
    remedy: "Give --client-id, or set AZURE_CLIENT_ID.",
  });
}
