// The HTTPS server: one port for all hosts, told apart by the Host header; reads, routes, records, answers.
import https from "node:https";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { ServerCertificate } from "./certificate.js";
import { readBody } from "./request-body.js";
import type { RequestLog } from "./request-log.js";
import { type Answer, type Call, HOSTS, type HostRole, matchablePath, type Route, routePattern } from "./routes.js";

export interface ServerOptions {
  readonly certificate: ServerCertificate;
  readonly routes: readonly Route[];
  readonly log: RequestLog;
  readonly wallClock: () => number;
  readonly latencyMs: number;
  /** Told at the beginning and at the end of every exchange. */
  readonly onExchange: (phase: "begin" | "end") => void;
  readonly onFault: (error: unknown) => void;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const ANY_HOST = "any";
const LOOPBACK = "127.0.0.1";

export async function serve(port: number, options: ServerOptions): Promise<RunningServer> {
  const app = buildApp(options);
  const listener = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });
  const server = https.createServer(
    { cert: options.certificate.certificatePem, key: options.certificate.privateKeyPem, keepAlive: true },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeIdleConnections();
        setTimeout(() => {
          server.closeAllConnections();
        }, 200).unref();
      }),
  };
}

function buildApp(options: ServerOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ getPath: routedPath });
  for (const route of options.routes) {
    app.on(route.method, `/${route.host}${routePattern(route.path)}`, (context) =>
      exchange(options, context.req.raw, context.env.incoming.socket, context.req.param(), route),
    );
  }
  app.notFound((context) => exchange(options, context.req.raw, context.env.incoming.socket, {}, undefined));
  return app;
}

async function exchange(
  options: ServerOptions,
  request: Request,
  socket: Socket,
  params: Readonly<Record<string, string>>,
  route: Route | undefined,
): Promise<Response> {
  options.onExchange("begin");
  try {
    const at = options.wallClock();
    const host = hostOf(request);
    const call: Call = {
      method: request.method,
      url: new URL(request.url),
      params,
      header: (name) => request.headers.get(name) ?? undefined,
      body: await readBody(request),
    };
    const answer = isMisdirected(host, socket) ? misdirected(host) : await answerOf(options, route, call);
    options.log.record(at, host, call, answer);
    if (options.latencyMs > 0) await delay(options.latencyMs);
    return toResponse(answer);
  } finally {
    options.onExchange("end");
  }
}

async function answerOf(options: ServerOptions, route: Route | undefined, call: Call): Promise<Answer> {
  if (route === undefined) return notImplemented(call);
  try {
    return await route.handle(call);
  } catch (error) {
    options.onFault(error);
    return {
      status: 500,
      body: { error: { code: "InternalServerError", message: "The sandbox failed; its own log says why." } },
    };
  }
}

function toResponse(answer: Answer): Response {
  const headers = new Headers(answer.headers);
  if (answer.body === undefined) {
    return new Response(null, { status: answer.status, headers });
  }
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers });
}

/** `/host-role/path`, or `/any/path` for what the sandbox offers on every host. */
function routedPath(request: Request): string {
  const { pathname } = new URL(request.url);
  const path = matchablePath(pathname);
  if (path === "/$support" || path.startsWith("/$sandbox/")) return `/${ANY_HOST}${path}`;
  return `/${roleOf(hostOf(request)) ?? "unknown"}${path}`;
}

function hostOf(request: Request): string {
  return new URL(request.url).hostname.toLowerCase();
}

function roleOf(host: string): HostRole | undefined {
  if (host === HOSTS.login) return "login";
  if (host === HOSTS.graph) return "graph";
  return host === HOSTS.arm ? "arm" : undefined;
}

/** A connection made for one of the real names must not be used for another (RFC 9110, 421). */
function isMisdirected(host: string, socket: Socket): boolean {
  if (roleOf(host) === undefined) return false;
  return !(socket instanceof TLSSocket) || socket.servername !== host;
}

function misdirected(host: string): Answer {
  return {
    status: 421,
    body: { error: { code: "MisdirectedRequest", message: `This connection was not made for ${host}.` } },
  };
}

function notImplemented(call: Call): Answer {
  const what = `${call.method} ${call.url.hostname}${call.url.pathname}`;
  return {
    status: 501,
    body: {
      error: {
        code: "NotImplemented",
        message: `The sandbox does not implement ${what}. GET /$support lists what it does.`,
      },
    },
  };
}
