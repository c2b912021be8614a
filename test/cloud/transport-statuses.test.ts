// Which answers are asked for again: counted where they arrive.
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { Request, Transport } from "../../src/cloud/transport.js";
import { type Handler, type LoopbackServer, startServer } from "../support/loopback-server.js";
import { type ManualClock, manualClock } from "../support/manual-clock.js";
import { transportUnderTest } from "../support/transport-under-test.js";

async function service(
  handler: Handler,
): Promise<{ server: LoopbackServer; transport: Transport; clock: ManualClock }> {
  const server = await startServer(handler);
  const clock = manualClock();
  const transport = transportUnderTest({ clock });
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  return { server, transport, clock };
}

const FINAL = [200, 201, 204, 301, 302, 400, 401, 403, 404, 409, 412, 501, 505];
const TRANSIENT = [408, 500, 502, 503, 504];
const kinds: readonly Request["replay"][] = ["always", "if-not-carried-out"];

test.each(FINAL.flatMap((status) => kinds.map((replay) => ({ status, replay }))))(
  "$status is the answer to a request that may be repeated $replay, asked for once",
  async ({ status, replay }) => {
    const { server, transport, clock } = await service((response) => {
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    const answer = await transport.send({ method: "POST", url: `${server.origin}/thing`, replay });
    expect(answer.status).toBe(status);
    expect(server.requests.map(({ url }) => url)).toEqual(["/thing"]);
    expect(clock.sleeps).toEqual([]);
  },
);

test.each([...TRANSIENT, 429])("%i is asked for again, six times in all, where that does no harm", async (status) => {
  const { server, transport, clock } = await service((response, _request, number) => {
    response.writeHead(status).end(`answer ${number}`);
  });
  const answer = await transport.send({ method: "GET", url: `${server.origin}/thing`, replay: "always" });
  expect({ status: answer.status, body: answer.body }).toEqual({ status, body: "answer 6" });
  expect(server.requests).toHaveLength(6);
  expect(clock.sleeps).toEqual([250, 500, 1_000, 2_000, 4_000]);
});

test.each(TRANSIENT)("%i ends a write at once: it may have been carried out", async (status) => {
  const { server, transport, clock } = await service((response) => {
    response.writeHead(status, { "retry-after": "1" }).end();
  });
  const answer = await transport.send({ method: "POST", url: server.origin, body: "{}", replay: "if-not-carried-out" });
  expect(answer.status).toBe(status);
  expect(server.requests).toHaveLength(1);
  expect(clock.sleeps).toEqual([]);
});

test("a throttled write was not carried out, and is sent again whole", async () => {
  const { server, transport } = await service((response, _request, number) => {
    response.writeHead(number < 3 ? 429 : 201).end();
  });
  const answer = await transport.send({
    method: "POST",
    url: `${server.origin}/users`,
    headers: { "content-type": "application/json" },
    body: '{"displayName":"Adele Vance"}',
    replay: "if-not-carried-out",
  });
  expect(answer.status).toBe(201);
  expect(server.requests.map(({ method, body }) => `${method} ${body}`)).toEqual(
    Array(3).fill('POST {"displayName":"Adele Vance"}'),
  );
});

test("a write that goes on being throttled is given up after six attempts", async () => {
  const { server, transport } = await service((response) => {
    response.writeHead(429).end();
  });
  const answer = await transport.send({ method: "PATCH", url: server.origin, replay: "if-not-carried-out" });
  expect(answer.status).toBe(429);
  expect(server.requests).toHaveLength(6);
});

test("the answer after a retry is handed on with status, headers and body", async () => {
  const { server, transport } = await service((response, _request, number) => {
    if (number === 1) response.writeHead(503).end("busy");
    else response.writeHead(200, { "request-id": "r-2" }).end('{"value":"Zürich"}');
  });
  const answer = await transport.send({ method: "GET", url: server.origin, replay: "always" });
  expect({ ...answer, headers: answer.headers.get("request-id") }).toEqual({
    status: 200,
    headers: "r-2",
    body: '{"value":"Zürich"}',
  });
});

test("every attempt carries a client-request-id of its own beside the caller's headers", async () => {
  const { server, transport } = await service((response, _request, number) => {
    response.writeHead(number < 3 ? 503 : 200).end();
  });
  await transport.send({ method: "GET", url: server.origin, headers: { prefer: "x" }, replay: "always" });
  expect(server.requests.map(({ headers }) => [headers["client-request-id"], headers["prefer"]])).toEqual([
    ["00000000-0000-4000-8000-000000000001", "x"],
    ["00000000-0000-4000-8000-000000000002", "x"],
    ["00000000-0000-4000-8000-000000000003", "x"],
  ]);
});

test("a compressed answer is unpacked", async () => {
  const { server, transport } = await service((response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync('{"value":[]}'));
  });
  const answer = await transport.send({ method: "GET", url: server.origin, replay: "always" });
  expect(answer.body).toBe('{"value":[]}');
  expect(server.requests[0]?.headers["accept-encoding"]).toContain("gzip");
});
