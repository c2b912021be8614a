// What a route is: plain data with a handler, so that the list of what is implemented is the code that implements it.

export const HOSTS = {
  login: "login.microsoftonline.com",
  graph: "graph.microsoft.com",
  arm: "management.azure.com",
} as const;

export type HostRole = keyof typeof HOSTS;

export type RequestBody =
  | { readonly kind: "none" }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "form"; readonly value: URLSearchParams }
  | { readonly kind: "text"; readonly value: string };

export interface Call {
  readonly method: string;
  readonly url: URL;
  /** Path parameters, decoded, in lower case: the services compare names in paths without regard to case. */
  readonly params: Readonly<Record<string, string>>;
  readonly header: (name: string) => string | undefined;
  readonly body: RequestBody;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent means no body. */
  readonly body?: unknown;
}

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

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

export function supportTable(routes: readonly Route[]): readonly SupportRow[] {
  return routes.map(({ method, host, path, note }) => ({
    method,
    host: host === "any" ? "any" : HOSTS[host],
    path,
    note,
  }));
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
