// What Entra ID's sign-in error codes mean and what to do. Source: learn.microsoft.com/entra/identity-platform/
// reference-error-codes, read 2026-11; codes seen with Entra Connect from its troubleshooting pages.

export interface SignInErrorMeaning {
  readonly meaning: string;
  readonly remedy: string;
}

const GRANT = "Ask an administrator to grant consent to this application in Entra ID > Enterprise applications.";

export const SIGN_IN_ERRORS: ReadonlyMap<number, SignInErrorMeaning> = new Map([
  [
    7000215,
    { meaning: "the client secret is wrong", remedy: "Put the secret's value (not its id) into AZURE_CLIENT_SECRET." },
  ],
  [
    7000222,
    {
      meaning: "the client secret has expired",
      remedy: "Create a new secret for the application and put it into AZURE_CLIENT_SECRET.",
    },
  ],
  [
    700016,
    {
      meaning: "the application does not exist in this tenant",
      remedy: "Check --client-id and --tenant: the app registration must be in that tenant and cloud.",
    },
  ],
  [
    700027,
    {
      meaning: "the certificate is not registered for the application",
      remedy: "Upload the certificate's public half to the app registration, or name the one that is registered.",
    },
  ],
  [
    90002,
    {
      meaning: "the tenant does not exist",
      remedy: "Check --tenant (id or verified domain) and --cloud: a tenant lives in one cloud only.",
    },
  ],
  [
    900023,
    {
      meaning: "the tenant's name is neither a domain nor an id",
      remedy: "Give --tenant the tenant's id or one of its verified domains.",
    },
  ],
  [
    500011,
    {
      meaning: "the service is not known in this tenant",
      remedy:
        "Check --cloud; in a new tenant open the Azure portal once so that Azure Resource Manager gets registered.",
    },
  ],
  [65001, { meaning: "consent is missing", remedy: GRANT }],
  [650057, { meaning: "the application does not ask for this service's permissions", remedy: GRANT }],
  [
    50076,
    {
      meaning: "multifactor authentication is demanded",
      remedy: "Sign in with a kind that can answer it, such as --auth device-code.",
    },
  ],
  [
    50079,
    {
      meaning: "the account must register for multifactor authentication first",
      remedy: "Sign in once at https://aka.ms/mfasetup, then run the command again.",
    },
  ],
  [
    53003,
    {
      meaning: "a Conditional Access policy blocks the sign-in",
      remedy: "Ask who manages Conditional Access which policy it was: Entra ID > Sign-in logs shows it.",
    },
  ],
  [
    530035,
    {
      meaning: "security defaults or a policy demand another device or method",
      remedy: "Sign in from a managed device, or with a method the policy allows.",
    },
  ],
  [
    50020,
    { meaning: "the account is not a member of this tenant", remedy: "Use a work account of the tenant itself." },
  ],
  [50034, { meaning: "the account does not exist in this tenant", remedy: "Check the account's name and --tenant." }],
  [50057, { meaning: "the account is disabled", remedy: "Ask an administrator to enable the account." }],
  [50126, { meaning: "user name or password is wrong", remedy: "Sign in again." }],
  [50173, { meaning: "the sign-in was revoked", remedy: "Sign in again." }],
  [70043, { meaning: "the sign-in has expired by policy", remedy: "Sign in again." }],
  [70008, { meaning: "the sign-in has expired", remedy: "Sign in again." }],
  [70016, { meaning: "nobody has entered the code yet", remedy: "Run the command again and enter the code in time." }],
  [
    70020,
    {
      meaning: "the code ran out before anybody entered it",
      remedy: "Run the command again and enter the code within 15 minutes.",
    },
  ],
  [
    7000218,
    {
      meaning: "the application must identify itself",
      remedy: "Allow public client flows in the app registration, or set AZURE_CLIENT_SECRET.",
    },
  ],
]);
