import { AzureCliCredential } from "@azure/identity";
import { SignInError } from "../../shapes/errors.js";
import type { Credential, SignInRequest } from "./credential.js";
import { signInFailure } from "./sign-in-failure.js";

/** Whoever is signed in to the Azure CLI (`az login`). Its messages already say which `az login` line to type. */
export function azureCliCredential(request: SignInRequest): Credential {
  const azureCli = new AzureCliCredential({ tenantId: request.tenant });
  return {
    kind: "azure-cli",
    async getToken(scopes, options) {
      try {
        const token = await azureCli.getToken(scopes, options);
        request.redactor.hide(token.token);
        return token;
      } catch (error) {
        const failure = signInFailure(error);
        throw failure instanceof SignInError && failure.code === "sign-in-failed"
          ? new SignInError(failure.message, {
              code: "azure-cli",
              remedy: `Install the Azure CLI if it is missing, then run: az login --tenant ${request.tenant}`,
              cause: error,
            })
          : failure;
      }
    },
  };
}
