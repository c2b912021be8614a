// The HTTPS server: one port for all hosts, told apart by the Host header; reads, routes, records, answers.
import { once } from "node:events";
import https from "node:https";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import type { ServerCertificate } from "./certificate.js";
import type { Faults } from "./faults/faults.js";
import { createEarlierAnswers, type Delivery, type EarlierAnswers, inject } from "./faults/inject.js";
import { emulatedHost } from "./hosts.js";
import { readBody } from "./request-body.js";
import type { RequestLog } from "./request-log.js";
import { type Answer, type Call, matchablePath, type Route, routePattern } from "./routes.js";

export interface ServerOptions {
  /** The address to listen on. */
  readonly address: string;
  readonly certificate: ServerCertificate;
  readonly routes: readonly Route[];
  readonly log: RequestLog;
  readonly wallClock: () => number;
  readonly latencyMs: number;
  readonly faults: Faults;
  /** Told at the beginning and at the end of every exchange. */
  readonly onExchange: (phase: "begin" | "end") => void;
  readonly onFault: (error: unknown) => void;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const ANY_HOST = "any";

export async function serve(port: number, options: ServerOptions): Promise<RunningServer> {
  const app = buildApp(options);
  const listener = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false });
  const server = https.createServer(
    { cert: options.certificate.certificatePem, key: options.certificate.privateKeyPem, keepAlive: true },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.keepAliveTimeout = 60_000;
  // Who connects and says nothing has no HTTP connection yet, and would be waited for.
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, options.address, () => {
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
          for (const socket of sockets) socket.destroy();
        }, 200);
      }),
  };
}

function buildApp(options: ServerOptions): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ getPath: routedPath });
  const earlier = options.faults.needEarlierAnswers ? createEarlierAnswers() : undefined;
  const exchanges: Exchanges = { options, earlier };
  for (const route of options.routes) {
    app.on(route.method, `/${route.host}${routePattern(route.path)}`, (context) => exchange(exchanges, context, route));
  }
  app.notFound((context) => exchange(exchanges, context, undefined));
  return app;
}

interface Exchanges {
  readonly options: ServerOptions;
  /** Kept only where a rule wants them. */
  readonly earlier: EarlierAnswers | undefined;
}

async function exchange(
  { options, earlier }: Exchanges,
  context: Context<{ Bindings: HttpBindings }>,
  route: Route | undefined,
): Promise<Response> {
  options.onExchange("begin");
  const began = performance.now();
  try {
    const at = options.wallClock();
    const request = context.req.raw;
    const { socket } = context.env.incoming;
    const host = hostOf(request);
    const body = await readBody(request).catch(() => undefined);
    // The client went away before it had said all: nothing was asked.
    if (body === undefined) return new Response(null, { status: 400 });
    const call: Call = {
      method: request.method,
      url: new URL(request.url),
      cloud: emulatedHost(host)?.cloud ?? "public",
      params: context.req.param(),
      header: (name) => request.headers.get(name) ?? undefined,
      body: body === "too-large" ? { kind: "none" } : body,
      trail: {},
    };
    const work = (one: Call): Promise<Answer> => {
      if (body === "too-large") return Promise.resolve(TOO_LARGE);
      return isMisdirected(host, socket) ? Promise.resolve(misdirected(host)) : answerOf(options, route, one);
    };
    const role = emulatedHost(host)?.role;
    const fault =
      role === undefined || route?.host === "any"
        ? undefined
        : await options.faults.strike({ host: role, method: call.method, path: call.url.pathname });
    const { answer, how }: Delivery =
      fault === undefined ? { answer: await work(call), how: "whole" } : await inject(fault, call, work, earlier);
    const text = answer.body === undefined ? undefined : JSON.stringify(answer.body);
    options.log.record({ at, host, call, route, answer, text, fault: fault?.kind });
    for (const inner of call.trail.inner ?? []) {
      options.log.record({ ...inner, at, host, text: JSON.stringify(inner.answer.body), fault: undefined });
    }
    if (fault === undefined) earlier?.remember(call, answer);
    // What the answer cost here is part of the round trip, not on top of it.
    const early = options.latencyMs - (performance.now() - began);
    if (early > 0) await delay(early);
    return await deliver(answer, text, how, context.env);
  } finally {
    options.onExchange("end");
  }
}

async function deliver(
  answer: Answer,
  text: string | undefined,
  how: Delivery["how"],
  { incoming, outgoing }: HttpBindings,
): Promise<Response> {
  if (how === "cut") {
    incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (how === "never") {
    await once(incoming.socket, "close");
    return RESPONSE_ALREADY_SENT;
  }
  const response = toResponse(answer, text);
  if (how === "whole" || text === undefined) return response;
  const bytes = Buffer.from(text);
  outgoing.writeHead(answer.status, { ...Object.fromEntries(response.headers), "content-length": bytes.length });
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => incoming.socket.destroy());
  return RESPONSE_ALREADY_SENT;
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

function toResponse(answer: Answer, text: string | undefined): Response {
  const headers = new Headers(answer.headers);
  if (answer.page !== undefined) {
    headers.set("content-type", "text/html; charset=utf-8");
    return new Response(answer.page, { status: answer.status, headers });
  }
  if (text === undefined) return new Response(null, { status: answer.status, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(text, { status: answer.status, headers });
}

/** `/host-role/path`; `/any/path` for what the sandbox offers on every host, and for hosts that are none of Microsoft's. */
function routedPath(request: Request): string {
  const { pathname } = new URL(request.url);
  const path = matchablePath(pathname);
  if (path === "/$support" || path.startsWith("/$sandbox/")) return `/${ANY_HOST}${path}`;
  return `/${emulatedHost(hostOf(request))?.role ?? ANY_HOST}${path}`;
}

function hostOf(request: Request): string {
  return new URL(request.url).hostname.toLowerCase();
}

/** A connection made for one of the real names must not be used for another (RFC 9110, 421). */
function isMisdirected(host: string, socket: Socket): boolean {
  if (emulatedHost(host) === undefined) return false;
  return !(socket instanceof TLSSocket) || socket.servername !== host;
}

function misdirected(host: string): Answer {
  return {
    status: 421,
    body: { error: { code: "MisdirectedRequest", message: `This connection was not made for ${host}.` } },
  };
}

const TOO_LARGE: Answer = {
  status: 413,
  body: { error: { code: "RequestEntityTooLarge", message: "The request is larger than four megabytes." } },
};

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
