// What a route is: plain data with a handler, so that the list of what is implemented is the code that implements it.
import { CLOUD_HOSTS, type CloudName, type HostRole } from "./hosts.js";

export type RequestBody =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "form"; readonly value: URLSearchParams }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "binary"; readonly value: Uint8Array };

/** Who was found to be calling; kept in the request log. */
interface CallerTrail {
  readonly kind: "user" | "application";
  readonly permissions: readonly string[];
}

export interface Call {
  readonly method: string;
  readonly url: URL;
  /** Of the host that was addressed; `public` where the host is none of Microsoft's. */
  readonly cloud: CloudName;
  /** Path parameters, decoded, in lower case: the services compare names in paths without regard to case. */
  readonly params: Readonly<Record<string, string>>;
  readonly header: (name: string) => string | undefined;
  readonly body: RequestBody;
  /** What the handlers note for the request log. */
  readonly trail: { caller?: CallerTrail; inner?: readonly InnerExchange[] };
}

/** One of several requests that came in one, as it was answered: a line of its own in the request log. */
export interface InnerExchange {
  readonly call: Call;
  /** `undefined` where nothing is implemented. */
  readonly route: Route | undefined;
  readonly answer: Answer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent means no body. */
  readonly body?: unknown;
  /** HTML in the place of a body. */
  readonly page?: string;
}

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export interface Route {
  readonly method: Method;
  readonly host: HostRole | "any";
  /** `:name` stands for one segment; `(key=:name)` after a segment for an OData alternate key. */
  readonly path: string;
  readonly note: string;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

export interface SupportRow {
  readonly method: Method;
  readonly host: string;
  readonly path: string;
  readonly note: string;
}

/** The rows of `/$support`; hosts by their names in the public cloud. */
export function supportTable(routes: readonly Route[]): readonly SupportRow[] {
  return routes.map(({ method, host, path, note }) => ({ method, host: hostName(host), path, note }));
}

/** How a route is named in the request log and in the support table: `GET /v1.0/users/:id`. */
export function routeName(route: Pick<Route, "method" | "path">): string {
  return `${route.method} ${route.path}`;
}

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`The route of ${call.url.pathname} has no parameter ${name}.`);
  return value;
}

/**
 * Brings a path into the form in which routes are matched: lower case, and an alternate key
 * (`servicePrincipals(appId='x')`) as two segments of its own (`serviceprincipals/by-appid/x`).
 */
export function matchablePath(pathname: string): string {
  const keyed = pathname.replace(/(?:\(|%28)([a-z]+)(?:=|%3d)(?:'|%27)(.*?)(?:'|%27)(?:\)|%29)/giu, "/by-$1/$2");
  return keyed
    .replace(/\/{2,}/gu, "/")
    .replace(/(.)\/$/u, "$1")
    .toLowerCase();
}

/** The pattern under which a route is registered with the router. */
export function routePattern(path: string): string {
  return path
    .replace(/\(([a-z]+)=:([a-z]+)\)/giu, "/by-$1/:$2")
    .split("/")
    .map((segment) => (segment.startsWith(":") ? segment : segment.toLowerCase()))
    .join("/");
}

function hostName(host: Route["host"]): string {
  if (host === "any") return "any";
  if (host === "vault") return `*.${CLOUD_HOSTS.public.vaultSuffix}`;
  return host === "publishing" ? `*.scm.${CLOUD_HOSTS.public.siteSuffix}` : CLOUD_HOSTS.public[host];
}
