// Refusals that lie in the app registration: its existence, its redirect addresses, its secret, certificate or federation.
// Source: "Microsoft Entra authentication and authorization error codes"; "Considerations and limitations of workload identity
// federation": 700222. Not listed there, and seen in practice: 500113, 70021, 700021, 700024, 700211, 700212, 700213, 700226,
// 7000229, 1002012; 700023 has two meanings, of which an application by itself meets the one that is told here.
import { REGISTER_AND_GRANT } from "./consent.js";
import { means, type SignInErrorMeaning } from "./meaning.js";

const REGISTRATION = "Application Administrator: Entra admin center > App registrations > the application";
const CERTIFICATE = `Upload the certificate's public half (${REGISTRATION} > Certificates & secrets), or name with AZURE_CLIENT_CERTIFICATE_PATH the one that is registered.`;
const FEDERATION = `Issuer, subject and audience must equal those of a federated credential to the letter (${REGISTRATION} > Certificates & secrets > Federated credentials). A new one takes some minutes to work.`;
const REDIRECT = `The registration must allow the redirect http://localhost as a mobile and desktop application: aadc-cloud register-app puts it in (${REGISTRATION} > Authentication).`;
const CLOCK = "Set this machine's clock, or have it synchronised; aadc-cloud doctor shows by how much it is wrong.";

export const APPLICATION: readonly SignInErrorMeaning[] = [
  means(50011, "the application does not know the address that the browser is sent back to", REDIRECT),
  means(500113, "the application has no address that the browser may be sent back to", REDIRECT),
  means(50012, "the application could not prove itself: certificate, chain or signature is not accepted", CERTIFICATE),
  means(
    50027,
    "the token that the application proves itself with is malformed or not accepted",
    `${CERTIFICATE} ${FEDERATION}`,
  ),
  means(
    50105,
    "the account is not assigned to the application, which lets in only who is",
    "Assign it (Cloud Application Administrator: Entra admin center > Enterprise applications > the application > Users and groups).",
    "permission",
  ),
  means(70001, "the application is disabled, or is not allowed to sign in this way", `Enable it: ${REGISTRATION}.`),
  means(
    70002,
    "the application's secret is not accepted",
    "Put the secret's value (not its id) into AZURE_CLIENT_SECRET.",
  ),
  means(70021, "no federated credential of the application fits the token of the other issuer", FEDERATION),
  means(700211, "no federated credential of the application names this issuer", FEDERATION),
  means(700212, "no federated credential of the application names this audience", FEDERATION),
  means(700213, "no federated credential of the application names this subject", FEDERATION),
  means(
    700222,
    "a token of Entra ID itself cannot prove an application",
    "Use the token of the platform that the command runs on (GitHub Actions, Kubernetes), or sign in as managed identity.",
  ),
  means(
    700226,
    "only a managed identity's token can prove the application in this way",
    "Use the token of a managed identity.",
  ),
  means(
    700016,
    "the application does not exist in this tenant",
    "Check --client-id and --tenant: the app registration must be in that tenant and cloud. aadc-cloud register-app makes one.",
  ),
  means(700011, "the application does not exist in this tenant", "Check --client-id and --tenant."),
  means(
    700021,
    "the proof names another application than the one that signs in",
    "Check --client-id (AZURE_CLIENT_ID).",
  ),
  means(700022, "tokens for two services were asked for at once", "Please report it: this is a fault of this program."),
  means(700023, "the proof is meant for another tenant or cloud", "Check --tenant and --cloud."),
  means(700024, "the proof is not valid yet, or not any more: its time and Entra ID's differ", CLOCK),
  means(500133, "the proof is not valid yet, or not any more: its time and Entra ID's differ", CLOCK),
  means(
    700025,
    "the application is a public one, which has no secret and no certificate",
    "Sign in with --auth browser or device-code, or name another application with --client-id.",
  ),
  means(700027, "the certificate is not registered for the application, or is not valid any more", CERTIFICATE),
  means(700030, "the certificate's subject is not allowed for the application", CERTIFICATE),
  means(5000811, "the signature of a token could not be verified: its key is not known", CERTIFICATE),
  means(
    7000112,
    "the application is disabled in this tenant",
    "Enable it (Cloud Application Administrator: Entra admin center > Enterprise applications > the application > Properties).",
  ),
  means(7000215, "the client secret is wrong", "Put the secret's value (not its id) into AZURE_CLIENT_SECRET."),
  means(
    7000218,
    "the application must identify itself",
    `Allow public client flows (${REGISTRATION} > Authentication), or set AZURE_CLIENT_SECRET.`,
  ),
  means(
    7000222,
    "the client secret has expired",
    `Make a new secret (${REGISTRATION} > Certificates & secrets) and put it into AZURE_CLIENT_SECRET.`,
  ),
  means(
    7000229,
    "the application has no service principal in this tenant",
    `Grant consent there: ${REGISTER_AND_GRANT}; or by the admin-consent link that it prints.`,
    "permission",
  ),
  means(
    1002012,
    "the application asked for something that only people are given",
    "Please report it: this is a fault of this program.",
  ),
  means(70011, "what was asked for is not known in this tenant or cloud", "Check --cloud and --tenant."),
  means(901002, "the sign-in was asked for in an outdated form", "Please report it: this is a fault of this program."),
];
