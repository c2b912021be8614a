// Which way of signing in is taken, and why: decided from what is set, in this order, without asking or reading anything.
import type { AuthKind } from "../cloud/sign-in/auth-kinds.js";
import type { SavedSession } from "../cloud/sign-in/saved-session.js";

export interface SignInChoice {
  readonly kind: AuthKind;
  /** Why this one, in words: completes "signs in by …, because …". */
  readonly reason: string;
  /** The saved session that is used. */
  readonly session?: SavedSession;
}

/** What the options and the environment say; undefined: not set. */
export interface SignInSettings {
  readonly auth: AuthKind | undefined;
  readonly clientSecret: string | undefined;
  readonly certificateFile: string | undefined;
  readonly federatedTokenFile: string | undefined;
}

/** By this Azure tells what runs in it that there is an identity (learn.microsoft.com, "How to use managed identities for App Service"). */
const PLATFORM_VARIABLES = ["IDENTITY_ENDPOINT", "MSI_ENDPOINT"] as const;

/** What decides before a person comes in. Undefined: nothing is set that would. */
export function choiceWithoutPerson(
  settings: SignInSettings,
  environment: Readonly<Record<string, string | undefined>>,
  isOption: boolean,
): SignInChoice | undefined {
  const { auth, clientSecret, certificateFile, federatedTokenFile } = settings;
  if (auth !== undefined) return { kind: auth, reason: `${isOption ? "--auth" : "AADC_AUTH"} says so` };
  if (clientSecret !== undefined) return { kind: "secret", reason: "AZURE_CLIENT_SECRET is set" };
  if (certificateFile !== undefined) return { kind: "certificate", reason: "AZURE_CLIENT_CERTIFICATE_PATH is set" };
  if (federatedTokenFile !== undefined)
    return { kind: "workload-identity", reason: "AZURE_FEDERATED_TOKEN_FILE is set" };
  const offered = PLATFORM_VARIABLES.find((name) => (environment[name] ?? "") !== "");
  return offered === undefined
    ? undefined
    : { kind: "managed-identity", reason: `${offered} is set: the platform offers a managed identity` };
}

/** What is set in the environment goes before what is saved: nobody should wonder why a login is not used. */
export function whatGoesBefore(
  { auth, ...settings }: SignInSettings,
  environment: Readonly<Record<string, string | undefined>>,
  isOption: boolean,
): readonly string[] {
  const choice = choiceWithoutPerson({ ...settings, auth: isOption ? undefined : auth }, environment, false);
  if (choice === undefined) return [];
  const { reason, kind } = choice;
  return [`${reason}, which goes before saved sign-ins: other commands sign in by ${kind} until that is taken away.`];
}

export interface PersonsPlace {
  readonly session: SavedSession | undefined;
  /** An app registration was named. */
  readonly hasClient: boolean;
  readonly inSandbox: boolean;
  readonly hasBrowser: boolean;
  /** Somebody sits at a terminal. */
  readonly hasTerminal: boolean;
}

/** What is left: a session that `login` has kept, a person who is asked, or the Azure CLI. */
export function choiceOfPerson(place: PersonsPlace): SignInChoice {
  const { session } = place;
  if (session !== undefined)
    return { kind: session.kind, reason: `login has saved it on ${session.signedInAt.slice(0, 10)}`, session };
  if (place.hasClient || place.inSandbox) return choiceOfInteractive(place);
  return { kind: "azure-cli", reason: "nothing else is set, and no sign-in of this tenant is saved" };
}

/** How a person is asked: in the browser of this machine where that can be, else by a code. */
export function choiceOfInteractive({
  inSandbox,
  hasBrowser,
  hasTerminal,
}: Omit<PersonsPlace, "session" | "hasClient">): SignInChoice {
  if (inSandbox) return { kind: "device-code", reason: "the sandbox approves a code at once" };
  if (!hasTerminal) return { kind: "device-code", reason: "there is no terminal" };
  if (!hasBrowser) return { kind: "device-code", reason: "no browser can be opened here" };
  return { kind: "browser", reason: "a browser can be opened here" };
}
