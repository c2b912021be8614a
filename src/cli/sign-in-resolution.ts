// Who signs in where: options, environment and saved sessions together. Sessions are read only where nothing else decides.
import { CLOUDS, type Cloud, type CloudName, cloudWithGraphHost } from "../cloud/clouds.js";
import type { DamagedSession, SavedSession, SessionStore } from "../cloud/sign-in/saved-session.js";
import { GRAPH_COMMAND_LINE_TOOLS } from "../knowledge/applications.js";
import { SignInError, UsageError } from "../shapes/errors.js";
import type { Typed } from "../shapes/typed.js";
import { loginLine, namedStateDir, typedIn } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import { nobodyIsSignedIn, passedOver } from "./passed-over.js";
import type { SandboxAddress } from "./sandbox-folder.js";
import { candidates, isId, nameOf, sessionFor, type Wanted } from "./session-choice.js";
import type { Settings } from "./settings.js";
import { choiceOfInteractive, choiceOfPerson, choiceWithoutPerson, type SignInChoice } from "./sign-in-choice.js";
import type { World } from "./world.js";

/**
 * `work`: as it comes, the person is asked where needed. `look`: nobody is asked, unless --auth says so. `login`: the
 * person is asked, whatever is saved.
 */
export type SignInPurpose = "work" | "look" | "login";

export interface SignInAt {
  readonly choice: SignInChoice;
  /** For the address of the sign-in: the session's tenant id, or what was given. */
  readonly tenant: string;
  readonly cloud: Cloud;
  readonly clientId: string | undefined;
  /** What to type to sign in anew. */
  readonly loginLine: string;
}

export interface Surroundings {
  readonly options: CommonOptions;
  readonly settings: Settings;
  readonly world: World;
  readonly sandbox: SandboxAddress | undefined;
  readonly purpose: SignInPurpose;
  /** Undefined where nothing is saved. */
  readonly store: () => Promise<SessionStore | undefined>;
  /** The id of a tenant that was named by a domain; null where the login host does not tell. */
  readonly tenantIdOf: (cloud: Cloud, name: string) => Promise<string | null>;
  /** Says something to the person, in a line. */
  readonly note: (line: string) => void;
}

/** @throws {UsageError} where the tenant is not told; {SignInError} where somebody had to be asked, and must not be */
export async function resolveSignIn(around: Surroundings): Promise<SignInAt> {
  const { options, settings, world, sandbox, purpose } = around;
  const cloud =
    sandbox === undefined || options.cloud !== undefined ? settings.cloud : cloudWithGraphHost(sandbox.graphHost);
  const wanted: Wanted = {
    tenant: settings.tenant ?? sandbox?.tenantId,
    clientId: settings.clientId,
    cloud: sandbox !== undefined || settings.cloudNamed ? cloud.name : undefined,
  };
  const set = choiceWithoutPerson(settings, world.environment, options.auth !== undefined);
  const isAsked = set?.kind === "browser" || set?.kind === "device-code";
  const found = set === undefined || isAsked || purpose === "login" ? await findSession(wanted, around) : NOTHING_SAVED;
  const { session } = found;
  const tenant = session?.tenantId ?? wanted.tenant;
  const { sandboxDir } = settings;
  const where = { cloud: cloud.name, sandboxDir, stateDir: namedStateDir(options, settings), platform: world.platform };
  if (tenant === undefined) throw tenantMissing(found.damaged, purpose, typedIn({ ...where, tenant: undefined }));
  const clientId = settings.clientId ?? session?.clientId ?? sandbox?.clientId;
  const place = {
    inSandbox: sandbox !== undefined,
    hasBrowser: world.openBrowser !== undefined,
    hasTerminal: world.ask !== undefined,
  };
  const at = session === undefined ? cloud : CLOUDS[session.cloud];
  const line = loginLine({
    tenant: session === undefined ? wanted.tenant : nameOf(session),
    clientId,
    ...where,
    cloud: at.name,
  });
  const choice =
    purpose === "login"
      ? choiceForLogin(set, settings, place)
      : (set ?? choiceOfPerson({ ...place, session, hasClient: settings.clientId !== undefined }));
  if (purpose === "login") refuseLogin(choice, clientId, typedIn({ ...where, tenant: wanted.tenant }));
  else noteDamaged(found.damaged, choice, around);
  const other =
    session === undefined && set === undefined
      ? passedOver(found.sessions, namedIn(wanted, settings), options)
      : undefined;
  if (purpose === "look" && needsPerson(choice) && options.auth === undefined)
    throw set === undefined ? nobodyIsSignedIn(line, other) : alwaysAsked(choice);
  // Work in another tenant is nothing unusual; another client than what is saved may well be forgotten.
  if (other?.variable !== undefined && other.by !== "tenant" && purpose === "work") around.note(other.text);
  return { choice, tenant, cloud: at, clientId, loginLine: line };
}

/** Only what was asked for by name counts: a secret that happens to be set is no reason not to log in. */
function choiceForLogin(
  set: SignInChoice | undefined,
  { auth }: Settings,
  place: Parameters<typeof choiceOfInteractive>[0],
): SignInChoice {
  return set !== undefined && auth !== undefined ? set : choiceOfInteractive(place);
}

/** @throws {UsageError} where logging in makes no sense, or lacks the application through which */
function refuseLogin({ kind, reason }: SignInChoice, clientId: string | undefined, typed: Typed): void {
  if (kind !== "browser" && kind !== "device-code")
    throw new UsageError(`Sign-in by ${kind} needs no login (${reason}).`, {
      code: "login-not-needed",
      remedy:
        kind === "azure-cli"
          ? "The Azure CLI keeps its own session: sign in with az login. To log in here: --auth browser or --auth device-code."
          : "Run the other commands as they are; they sign in by themselves. To log in as a person: --auth browser or --auth device-code.",
    });
  if (clientId === undefined)
    throw new UsageError("Through which application the sign-in goes was not said.", {
      code: "client-id-missing",
      remedy: `Give --client-id with the id of your registration. Where there is none, make it first, signed in with ${GRAPH_COMMAND_LINE_TOOLS.name}: ${typed(`register-app --grant --client-id ${GRAPH_COMMAND_LINE_TOOLS.clientId}`)}`,
    });
}

function needsPerson({ kind, session }: SignInChoice): boolean {
  return session === undefined && (kind === "browser" || kind === "device-code");
}

/** Which tenant and client a damaged file was of cannot be told: it may have been the one that was meant. */
function noteDamaged(damaged: readonly DamagedSession[], { session }: SignInChoice, { note }: Surroundings): void {
  for (const { file, reason } of damaged)
    note(`A saved sign-in cannot be used and is passed over: ${file}: ${reason}.`);
  if (damaged.length > 0 && session !== undefined)
    note(`Used instead is that of ${session.userName} at ${nameOf(session)}, client ${session.clientId}.`);
}

/** Only what a person has named, by option or variable. */
function namedIn({ clientId, cloud }: Wanted, settings: Settings): Wanted {
  return {
    tenant: settings.tenant,
    clientId,
    cloud: settings.cloudNamed && settings.sandboxDir === undefined ? cloud : undefined,
  };
}

interface Found {
  readonly session: SavedSession | undefined;
  readonly sessions: readonly SavedSession[];
  readonly damaged: readonly DamagedSession[];
}

const NOTHING_SAVED: Found = { session: undefined, sessions: [], damaged: [] };

async function findSession(wanted: Wanted, around: Surroundings): Promise<Found> {
  const store = await around.store();
  if (store === undefined) return NOTHING_SAVED;
  const { sessions, damaged } = await store.list();
  const session = sessionFor(sessions, wanted) ?? (await byTenantId(sessions, wanted, store, around));
  return { session, sessions, damaged };
}

/** The tenant may have more names than the one that was given at login: its id is asked for once, and the name kept. */
async function byTenantId(
  sessions: readonly SavedSession[],
  wanted: Wanted,
  store: SessionStore,
  { tenantIdOf }: Surroundings,
): Promise<SavedSession | undefined> {
  const { tenant } = wanted;
  if (tenant === undefined || isId(tenant)) return undefined;
  const clouds = new Set<CloudName>(candidates(sessions, wanted).map(({ cloud }) => cloud));
  for (const name of clouds) {
    const id = await tenantIdOf(CLOUDS[name], tenant);
    const session = id === null ? undefined : sessionFor(sessions, { ...wanted, tenant: id, cloud: name });
    if (session === undefined) continue;
    // Not worth an error: it would only be asked for again.
    await store.remember(session, tenant.toLowerCase()).catch(() => undefined);
    return session;
  }
  return undefined;
}

function tenantMissing(damaged: readonly DamagedSession[], purpose: SignInPurpose, typed: Typed): UsageError {
  const [first] = damaged;
  const unusable = first === undefined ? "" : ` A saved sign-in cannot be used: ${first.file}: ${first.reason}.`;
  const nobody = purpose === "look" ? "Nobody is signed in here. " : "";
  const signIn = purpose === "login" ? "" : `, or sign in: ${typed("login --tenant ID --client-id ID")}`;
  return new UsageError(`${nobody}Which tenant is meant was not said.${unusable}`, {
    code: "tenant-missing",
    remedy: `Give --tenant ID (id or verified domain), set AZURE_TENANT_ID, or try it out with --sandbox${signIn}.`,
  });
}

function alwaysAsked({ kind }: SignInChoice): SignInError {
  return new SignInError(`AADC_AUTH wants a sign-in by ${kind} each time, and this command asks nobody.`, {
    code: "not-signed-in",
    remedy: `Take AADC_AUTH away to use what is saved, or let yourself be asked: --auth ${kind}`,
  });
}
