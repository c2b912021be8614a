// GET /{tenant}/oauth2/v2.0/authorize and /logout: a sign-in in a browser, approved at once.
import { randomUUID } from "node:crypto";
import { isRegisteredRedirect } from "../laws/redirect-uris.js";
import { LIFETIME } from "../laws/token-lifetimes.js";
import type { Answer } from "../routes.js";
import type { World } from "../world.js";
import { type Application, applicationNamed } from "./applications.js";
import { type ClaimsRequest, readClaimsRequest } from "./claims-request.js";
import { checkConditions } from "./conditions.js";
import { consentOnSignIn } from "./first-party-consent.js";
import { required } from "./form.js";
import { clientInfo } from "./id-token.js";
import { consentedScopes } from "./issued-token.js";
import type { LoginCall } from "./login-call.js";
import { LoginError } from "./login-error.js";
import { errorPage, formPostPage, signedOutPage } from "./pages.js";
import { checkNotDeclined } from "./people.js";
import { readCodeChallenge } from "./proof-key.js";
import { readScopes, splitScopes } from "./resources.js";
import { errorFields, returnAddress } from "./return-address.js";
import { recordingUser } from "./sign-in-record.js";
import { type DirectoryUser, firstUser, signInUser } from "./user-sign-in.js";

type ResponseMode = "query" | "fragment" | "form_post";

const MODES: readonly ResponseMode[] = ["query", "fragment", "form_post"];
const PROMPTS = ["login", "none", "consent", "select_account", "create"];

interface ReturnPath {
  readonly redirectUri: string;
  readonly mode: ResponseMode;
  readonly state: string | null;
}

/**
 * Sends the browser back with a code ("OAuth 2.0 authorization code flow"): as `login_hint`, else as the tenant's first
 * user. What is wrong is told to the redirect URI, or on a page where that is not the application's own.
 */
export function answerAuthorize(call: LoginCall): Answer {
  const query = call.url.searchParams;
  const wallNow = call.world.wallClock();
  let application: Application;
  let back: ReturnPath;
  try {
    application = applicationNamed(call.worlds, call.world, required(query, "client_id"));
    back = returnPath(application, query);
  } catch (error) {
    if (error instanceof LoginError) return errorPage(error.fault, wallNow);
    throw error;
  }
  try {
    return sendBack(back, grantCode(call, application, back.redirectUri));
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return sendBack(back, errorFields(error, query, wallNow));
  }
}

/** Ends nothing, since no browser session is kept; returns only to an address that an application of the tenant has. */
export function answerLogout(call: LoginCall): Answer {
  const query = call.url.searchParams;
  const address = query.get("post_logout_redirect_uri");
  const isKnown = (uri: string) =>
    call.world.store.tenant.applications.some((application) => isRegisteredRedirect(application, uri));
  if (address === null || !isKnown(address)) return signedOutPage();
  const location = new URL(address);
  const state = query.get("state");
  if (state !== null) location.searchParams.set("state", state);
  return { status: 302, headers: { location: location.href } };
}

function returnPath(application: Application, query: URLSearchParams): ReturnPath {
  const redirectUri = returnAddress(application, query);
  const asked = query.get("response_mode");
  const mode = MODES.find((one) => one === (asked ?? "query"));
  if (mode === undefined) {
    throw new LoginError(400, "invalid_request", 70007, "'response_mode' has an unsupported value.");
  }
  return { redirectUri, mode, state: query.get("state") };
}

function grantCode(call: LoginCall, application: Application, redirectUri: string): Readonly<Record<string, string>> {
  const query = call.url.searchParams;
  checkResponseType(application, required(query, "response_type"));
  checkPrompt(query.get("prompt"));
  const codeChallenge = readCodeChallenge(application, query);
  const claims: ClaimsRequest = readClaimsRequest(query.get("claims"));
  const scopes = splitScopes(required(query, "scope"));
  const { world, user } = whoSignsIn(call, query.get("login_hint"));
  const request = readScopes(scopes, world.hosts);
  const signIn = signInUser(world, user.id, claims);
  const conditions = { signIn, application, resourceAppId: request.resourceAppId };
  const userAgent = call.header("user-agent");
  recordingUser(world, { ...conditions, eventType: "interactiveUser", userAgent }, () => {
    checkConditions(world, conditions);
    checkNotDeclined(world.store.tenant, "browser");
    consentOnSignIn(world, application, user, request);
    checkConsent(world, application, user, scopes);
  });
  const code = world.grants.addAuthorizationCode({
    clientId: application.appId,
    redirectUri,
    codeChallenge,
    nonce: query.get("nonce") ?? undefined,
    scopes,
    claims,
    signIn,
    expiresAt: world.wallClock() + LIFETIME.authorizationCode * 1000,
  });
  const info = query.get("client_info") === "1" ? { client_info: clientInfo(world, user) } : {};
  return { code, session_state: randomUUID(), ...info };
}

function checkResponseType(application: Application, type: string): void {
  if (type === "code") return;
  const number = type.split(" ").includes("id_token") ? 700054 : 700051;
  throw new LoginError(
    400,
    "unsupported_response_type",
    number,
    `response_type '${type.slice(0, 100)}' is not enabled for the application '${application.appId}'.`,
  );
}

function checkPrompt(prompt: string | null): void {
  if (prompt === null || prompt === "" || PROMPTS.includes(prompt)) return;
  throw new LoginError(400, "invalid_request", 90023, "Unsupported 'prompt' value.");
}

/** At `common` the name may belong to any tenant of the cloud. */
function whoSignsIn(call: LoginCall, hint: string | null): { readonly world: World; readonly user: DirectoryUser } {
  if (hint === null || hint === "") return { world: call.world, user: firstUser(call.world) };
  const { cloud } = call.world.store.tenant;
  const worlds =
    call.tenantKind === "named" ? [call.world] : call.worlds.all.filter(({ store }) => store.tenant.cloud === cloud);
  for (const world of worlds) {
    const user = world.store.tenant.users.find((one) => one.userPrincipalName.toLowerCase() === hint.toLowerCase());
    if (user !== undefined) return { world, user };
  }
  throw new LoginError(
    400,
    "login_required",
    50034,
    `The user account ${hint.slice(0, 200)} does not exist in the ${call.world.store.tenant.organization.displayName} directory. To sign into this application, the account must be added to the directory.`,
  );
}

/** Nobody is there who would consent: what is not granted is refused as after "Need admin approval". */
function checkConsent(world: World, application: Application, user: DirectoryUser, scopes: readonly string[]): void {
  try {
    consentedScopes(world, application, user.id, readScopes(scopes, world.hosts));
  } catch (error) {
    if (!(error instanceof LoginError) || error.fault.number !== 65001) throw error;
    throw new LoginError(400, "consent_required", 65001, error.fault.text);
  }
}

function sendBack({ redirectUri, mode, state }: ReturnPath, answer: Readonly<Record<string, string>>): Answer {
  const fields = { ...answer, ...(state === null ? {} : { state }) };
  if (mode === "form_post") return formPostPage(redirectUri, fields);
  const location = new URL(redirectUri);
  if (mode === "fragment") location.hash = new URLSearchParams(fields).toString();
  else for (const [name, value] of Object.entries(fields)) location.searchParams.set(name, value);
  return { status: 302, headers: { location: location.href } };
}
