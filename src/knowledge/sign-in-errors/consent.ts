// Refusals because nobody consented, or because a service is not there to consent to.
// Source: "Microsoft Entra authentication and authorization error codes"; 500014 is from memory.
import { GRAPH_COMMAND_LINE_TOOLS } from "../applications.js";
import { means, type SignInErrorMeaning } from "./meaning.js";

/** Whoever is refused may not run it as they are: no application that is registered here may consent. */
export const REGISTER_AND_GRANT = `aadc-cloud register-app --grant --client-id ${GRAPH_COMMAND_LINE_TOOLS.clientId} (or --auth azure-cli), with the --for and --name of the registration`;
const GRANT = `Have the permissions consented to: Entra admin center > Enterprise applications > the application > Permissions (Cloud Application Administrator; Privileged Role Administrator for application permissions of Microsoft Graph), or for one that register-app made: ${REGISTER_AND_GRANT}.`;
const NOT_THERE =
  "Check --cloud; in a new tenant open the Azure portal once, so that Azure Resource Manager gets registered there.";

export const CONSENT: readonly SignInErrorMeaning[] = [
  means(65001, "consent is missing", GRANT, "permission"),
  means(
    65004,
    "the person declined to consent",
    `Sign in again and accept; if you must not, an administrator consents for everybody: ${REGISTER_AND_GRANT}.`,
  ),
  means(65005, "the application asks for permissions that it is not registered for", GRANT, "permission"),
  means(650052, "the tenant has not subscribed to a service that the application asks for", NOT_THERE, "permission"),
  means(650054, "the application asks for a service that does not exist any more", NOT_THERE, "permission"),
  means(650056, "the application lists no permission for this service, or nobody consented", GRANT, "permission"),
  means(650057, "the application does not ask for this service's permissions", GRANT, "permission"),
  means(50001, "the service does not exist in this tenant, or is disabled", NOT_THERE, "permission"),
  means(500011, "the service is not known in this tenant", NOT_THERE, "permission"),
  means(
    500014,
    "the service is disabled in this tenant",
    "Enable it (Cloud Application Administrator: Entra admin center > Enterprise applications > the service > Properties).",
    "permission",
  ),
  means(90008, "nobody consented to the application", GRANT, "permission"),
  means(90093, "the account may not consent", GRANT, "permission"),
  means(90094, "an administrator must consent", GRANT, "permission"),
  means(90095, "an administrator must consent; the request for it can be sent in the browser", GRANT, "permission"),
];

const MISSING = [65001, 65004, 90008, 90093, 90094, 90095].map((code) => `AADSTS${code}`);

/** Whether an error says that somebody has to consent. */
export function isConsentMissing(code: string): boolean {
  return code === "consent-required" || MISSING.includes(code);
}
