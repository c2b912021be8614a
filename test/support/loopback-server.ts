// A real HTTP(S) server on 127.0.0.1 that answers as the test tells it and remembers what it was asked.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerIdentity } from "./certificates.js";

interface Arrived {
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Tells connections apart. */
  readonly remotePort: number;
}

export interface LoopbackServer {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly Arrived[];
  /** Resolves when `count` requests have arrived since the beginning. */
  arrived(count: number): Promise<void>;
  /** Ends every connection that waits for its next request. */
  closeIdleConnections(): void;
  close(): Promise<void>;
}

/** @param number 1 for the first request that arrives */
export type Handler = (response: ServerResponse, request: Arrived, number: number) => void;

export async function startServer(handler: Handler, identity?: ServerIdentity): Promise<LoopbackServer> {
  const requests: Arrived[] = [];
  const waiting = new Set<{ readonly count: number; tell(): void }>();
  const server = identity === undefined ? createServer() : createTlsServer(identity);
  server.on("request", (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "", headers, socket } = request;
      const body = Buffer.concat(parts).toString("utf8");
      const arrived = { method, url, headers, body, remotePort: socket.remotePort ?? 0 };
      requests.push(arrived);
      for (const waiter of waiting) if (waiter.count <= requests.length) waiter.tell();
      handler(response, arrived, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${identity === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    arrived: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            const waiter = {
              count,
              tell: () => {
                waiting.delete(waiter);
                resolve();
              },
            };
            waiting.add(waiter);
          }),
    closeIdleConnections: () => server.closeIdleConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = await startServer(() => undefined);
  await server.close();
  return server.port;
}
