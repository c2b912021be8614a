// Connections that break, answers that stop half-way, services that never answer.
import { expect, onTestFinished, test } from "vitest";
import type { Answer, Transport } from "../../src/cloud/transport.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { freePort, type Handler, startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { transportUnderTest } from "../support/transport-under-test.js";

async function service(handler: Handler) {
  const server = await startServer(handler);
  const { transport, clock } = client();
  onTestFinished(() => server.close());
  return { server, transport, clock };
}

function client(requestTimeoutMs?: number) {
  const clock = manualClock();
  const transport = transportUnderTest({ clock, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) });
  onTestFinished(() => transport.close());
  return { transport, clock };
}

const cuts: readonly { readonly cut: string; readonly handler: Handler }[] = [
  { cut: "a reset before the first byte of the answer", handler: (response) => response.socket?.resetAndDestroy() },
  { cut: "a connection closed before the first byte", handler: (response) => response.socket?.destroy() },
  {
    cut: "a reset in the middle of the body",
    handler: (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"value":', () => setImmediate(() => response.socket?.resetAndDestroy()));
    },
  },
  {
    cut: "a body shorter than its Content-Length",
    handler: (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"value":[]}', () => response.socket?.end());
    },
  },
  {
    cut: "a chunked body without its last chunk",
    handler: (response) => {
      response.writeHead(200);
      response.write('{"value":[]}', () => response.socket?.end());
    },
  },
];

test.each(cuts)("$cut is asked for again where that does no harm", async ({ handler }) => {
  const { server, transport, clock } = await service((response, request, number) => {
    if (number < 3) handler(response, request, number);
    else response.writeHead(200).end("whole");
  });
  const answer = await transport.send({ method: "GET", url: server.origin, replay: "always" });
  expect(answer.body).toBe("whole");
  expect(server.requests).toHaveLength(3);
  expect(clock.sleeps).toEqual([250, 500]);
});

test.each(cuts)("$cut leaves a write unknown and is not asked for again", async ({ handler }) => {
  const { server, transport } = await service(handler);
  const error = await caught(
    ServiceError,
    transport.send({ method: "POST", url: server.origin, body: "{}", replay: "if-not-carried-out" }),
  );
  expect(error).toMatchObject({ code: "connection-lost", carriedOut: "unknown" });
  expect(error.message).toContain(`The connection to 127.0.0.1:${server.port} broke`);
  expect(server.requests).toHaveLength(1);
});

test("a service that always cuts is given up after six attempts, with nothing unknown about a read", async () => {
  const { server, transport } = await service((response) => response.socket?.resetAndDestroy());
  const error = await caught(ServiceError, transport.send({ method: "GET", url: server.origin, replay: "always" }));
  expect(error).toMatchObject({ code: "connection-lost", carriedOut: "no" });
  expect(server.requests).toHaveLength(6);
});

test("a time limit that runs out ends the attempt, and a read is asked for again", async () => {
  const { server, transport, clock } = await service((response, _request, number) => {
    if (number > 1) response.writeHead(200).end("at last");
  });
  const answer = transport.send({ method: "GET", url: server.origin, replay: "always" });
  await server.arrived(1);
  expect(clock.timeLimits).toEqual([60_000]);
  clock.runOut();
  expect((await answer).body).toBe("at last");
  expect(clock.sleeps).toEqual([250]);
  expect(clock.timeLimits).toEqual([]);
});

test("the time limit covers the body, too", async () => {
  const { transport, clock } = client(5_000);
  const server = await startServer((response) => {
    response.writeHead(200);
    response.write("the beginning");
  });
  onTestFinished(() => server.close());
  const answer = transport.send({ method: "PATCH", url: server.origin, replay: "if-not-carried-out" });
  await server.arrived(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  clock.runOut();
  const error = await caught(ServiceError, answer);
  expect(error).toMatchObject({ code: "time-out", carriedOut: "unknown" });
  expect(error.message).toBe(`127.0.0.1:${server.port} did not answer within 5 seconds.`);
  expect(server.requests).toHaveLength(1);
});

test.each([
  ["a minute each time is not asked a third time", undefined, 60, 2],
  ["five seconds each time is given up after six attempts", 5_000, 5, 6],
])("who is silent for %s, with nothing unknown about a read", async (_what, limit, seconds, attempts) => {
  const server = await startServer(() => undefined);
  onTestFinished(() => server.close());
  const { transport, clock } = client(limit);
  const answer = caught(ServiceError, transport.send({ method: "GET", url: server.origin, replay: "always" }));
  for (let attempt = 1; attempt <= attempts; attempt++) {
    await server.arrived(attempt);
    clock.advance(seconds * 1_000);
    clock.runOut();
  }
  const error = await answer;
  expect(error).toMatchObject({ code: "time-out", carriedOut: "no" });
  expect(error.message).toBe(
    `127.0.0.1:${server.port} did not answer within ${seconds} seconds, and was asked ${attempts} times.`,
  );
  expect(server.requests).toHaveLength(attempts);
});

test("what was waited for otherwise is no silence: a time-out after it is asked again", async () => {
  const { server, transport, clock } = await service((response, _request, number) => {
    if (number === 1) response.writeHead(429, { "retry-after": "200" }).end();
    else if (number > 2) response.writeHead(200).end("at last");
  });
  const answer = transport.send({ method: "GET", url: server.origin, replay: "always" });
  await server.arrived(2);
  clock.advance(60_000);
  clock.runOut();
  expect((await answer).body).toBe("at last");
});

test.each(["always", "if-not-carried-out"] as const)(
  "a refused connection is tried again (%s), and nothing was carried out",
  async (replay) => {
    const port = await freePort();
    const { transport, clock } = client();
    const url = `http://127.0.0.1:${port}/users`;
    const error = await caught(ServiceError, transport.send({ method: "POST", url, body: "{}", replay }));
    expect(error).toMatchObject({ code: "unreachable", carriedOut: "no" });
    expect(error.message).toBe(`127.0.0.1:${port} refused the connection (ECONNREFUSED).`);
    expect(clock.sleeps).toHaveLength(5);
  },
);

test("a host that the name service does not know is unreachable, by its name", async () => {
  const { transport } = client();
  const error = await caught(
    ServiceError,
    transport.send({ method: "POST", url: "http://something.invalid/", replay: "if-not-carried-out" }),
  );
  expect(error).toMatchObject({ code: "unreachable", carriedOut: "no" });
  expect(error.message).toMatch(/^something\.invalid (is not known to|could not be looked up)/);
});

test("a kept connection that the server has closed does not fail the next request", async () => {
  const { server, transport } = await service((response) => response.writeHead(200).end("{}"));
  const send = () => sendAndRest(transport, server.origin);
  await send();
  await send();
  server.closeIdleConnections();
  expect((await send()).status).toBe(200);
  const ports = server.requests.map(({ remotePort }) => remotePort);
  expect(ports[1]).toBe(ports[0]);
  expect(ports[2]).not.toBe(ports[0]);
});

test("a kept connection that is reset as the next request comes in is replaced by another", async () => {
  const { server, transport } = await service((response, _request, number) => {
    if (number === 2) response.socket?.resetAndDestroy();
    else response.writeHead(200).end("{}");
  });
  const send = () => sendAndRest(transport, server.origin);
  await send();
  expect((await send()).status).toBe(200);
  const ports = server.requests.map(({ remotePort }) => remotePort);
  expect(ports[1]).toBe(ports[0]);
  expect(ports[2]).not.toBe(ports[0]);
});

/** A connection counts as free only a turn of the event loop after its answer is complete. */
async function sendAndRest(transport: Transport, url: string): Promise<Answer> {
  const answer = await transport.send({ method: "GET", url, replay: "always" });
  await new Promise((resolve) => setImmediate(resolve));
  return answer;
}
