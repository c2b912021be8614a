// What a browser and a native client do in the authorization code flow, without either.
import { createHash, randomBytes } from "node:crypto";
import { request } from "undici";
import { type TestClient, textAt } from "./sandbox-client.js";

export const LOGIN = "https://login.microsoftonline.com";
export const REDIRECT = "http://localhost:49152";

interface BrowserAnswer {
  readonly status: number;
  /** Where the browser is sent, if anywhere. */
  readonly location: URL | undefined;
  readonly page: string;
}

export interface PkcePair {
  readonly verifier: string;
  readonly challenge: string;
}

export function pkcePair(): PkcePair {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** Opens an address of the login service, following nothing. */
export async function open(sandbox: TestClient, path: string, query: Readonly<Record<string, string>>) {
  const url = `${LOGIN}/${path}?${new URLSearchParams(query).toString()}`;
  const response = await request(url, { dispatcher: sandbox.agent });
  const { location } = response.headers;
  return {
    status: response.statusCode,
    location: typeof location === "string" ? new URL(location) : undefined,
    page: await response.body.text(),
  } satisfies BrowserAnswer;
}

/** The query of an authorization request by the client at this place; what is set to "" is left out. */
export function authorizeQuery(
  sandbox: TestClient,
  challenge: string,
  change: Readonly<Record<string, string>> = {},
  client = 0,
): Readonly<Record<string, string>> {
  const all: Readonly<Record<string, string>> = {
    client_id: sandbox.info.clients[client]?.clientId ?? "",
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: "https://graph.microsoft.com/User.Read openid profile offline_access",
    state: "a state & more",
    nonce: "a nonce",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

/** The form that redeems a code. */
export function codeForm(sandbox: TestClient, code: string, verifier: string, client = 0) {
  return {
    grant_type: "authorization_code",
    client_id: sandbox.info.clients[client]?.clientId ?? "",
    code,
    redirect_uri: REDIRECT,
    code_verifier: verifier,
  };
}

export function tokenRequest(sandbox: TestClient, form: Readonly<Record<string, string>>, tenant?: string) {
  return sandbox.send(`${LOGIN}/${tenant ?? sandbox.info.tenantId}/oauth2/v2.0/token`, { method: "POST", form });
}

/** Signs a user in and returns the whole token answer. */
export async function signIn(
  sandbox: TestClient,
  {
    hint = "",
    claims = "",
    scope = "",
  }: { readonly hint?: string; readonly claims?: string; readonly scope?: string } = {},
) {
  const { verifier, challenge } = pkcePair();
  const change = { login_hint: hint, claims, ...(scope === "" ? {} : { scope }) };
  const { location } = await open(
    sandbox,
    `${sandbox.info.tenantId}/oauth2/v2.0/authorize`,
    authorizeQuery(sandbox, challenge, change),
  );
  const code = location?.searchParams.get("code");
  if (code === null || code === undefined) throw new Error(location?.href ?? "no redirect");
  return tokenRequest(sandbox, { ...codeForm(sandbox, code, verifier), ...(claims === "" ? {} : { claims }) });
}

export function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
  if (typeof parsed !== "object" || parsed === null) throw new Error("no claims");
  return { ...parsed };
}

export function accessClaims(answer: { readonly body: unknown }): Readonly<Record<string, unknown>> {
  return claimsOf(textAt(answer.body, "access_token"));
}
