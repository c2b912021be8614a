import { UsageError } from "../../shapes/errors.js";
import type { Credential, SignInRequest } from "./credential.js";

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
