// How an application proves at the token endpoint that it is the one it says: by secret, certificate, or another
// issuer's token; a public client does not.
import type { World } from "../world.js";
import type { Application } from "./applications.js";
import { checkOwnAssertion, namesCertificate, readAssertion } from "./client-assertion.js";
import { addedSecret } from "./client-credentials.js";
import { checkFederatedAssertion } from "./federated-assertion.js";
import { LoginError } from "./login-error.js";

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The claim `appidacr`: "0" public client, "1" secret, "2" certificate ("Access token claims reference"). */
export type ClientProof = "0" | "1" | "2";

/** @throws {LoginError} when the proof is absent where it is needed, or wrong */
export function proveClient(
  world: World,
  application: Application,
  form: URLSearchParams,
  need: "required" | "if-confidential",
): ClientProof {
  const secret = form.get("client_secret");
  const assertion = form.get("client_assertion");
  if (secret !== null) {
    checkSecret(world, application, secret);
    return "1";
  }
  if (assertion !== null && form.get("client_assertion_type") === JWT_BEARER) {
    const read = readAssertion(assertion);
    const isOwn = namesCertificate(read) || read.claims.iss.toLowerCase() === application.appId;
    if (isOwn) checkOwnAssertion(world, application, read, assertionAudiences(world));
    else checkFederatedAssertion(world, application, read, assertion);
    return "2";
  }
  if (need === "required" || !application.isPublicClient) {
    throw new LoginError(
      401,
      "invalid_client",
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  }
  return "0";
}

function checkSecret(world: World, application: Application, secret: string): void {
  if (world.credentials.hasSecret(application.appId, secret)) return;
  const added = addedSecret(application, secret, world.store.tenantNow());
  if (added === "valid") return;
  if (added === "expired") {
    throw new LoginError(
      401,
      "invalid_client",
      7000222,
      `The provided client secret keys for app '${application.appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    );
  }
  throw new LoginError(
    401,
    "invalid_client",
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${application.appId}'.`,
  );
}

function assertionAudiences(world: World): readonly string[] {
  const { organization, domains } = world.store.tenant;
  const names = [organization.id, ...domains.map((domain) => domain.id), "common", "organizations"];
  return names.flatMap((name) => [
    `https://${world.hosts.login}/${name}/oauth2/v2.0/token`,
    `https://${world.hosts.login}/${name}/v2.0`,
  ]);
}
