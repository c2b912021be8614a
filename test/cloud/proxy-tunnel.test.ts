// Requests that leave through a company's proxy, which opens tunnels or refuses to.
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { createRedactor } from "../../src/cloud/redaction.js";
import { traceTo } from "../../src/cloud/trace.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Authority, createAuthority, type ServerIdentity } from "../support/certificates.js";
import { startProxy } from "../support/connect-proxy.js";
import { startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const GRAPH = "https://graph.microsoft.com/v1.0/organization";
const PASSWORD = "pr0xy-Pa55/wörd";
const CREDENTIALS = `ada:${encodeURIComponent(PASSWORD)}`;

let authority: Authority;
let identity: ServerIdentity;

beforeAll(async () => {
  authority = await createAuthority("Contoso Inspection CA");
  identity = await authority.issue("graph.microsoft.com");
});

async function behindProxy(refusal?: number, credentials = "") {
  const server = await startServer((response) => response.writeHead(200).end('{"value":[]}'), identity);
  const proxy = await startProxy(refusal === undefined ? { port: server.port } : { status: refusal });
  const clock = manualClock();
  const traceFile = path.join(temporaryFolder(), "trace.jsonl");
  const transport = transportUnderTest({
    clock,
    trace: traceTo(traceFile, createRedactor(), () => clock.epoch(), expect.unreachable),
    connections: {
      caFiles: [temporaryFile("ca.pem", authority.pem)],
      environment: { HTTPS_PROXY: `http://${credentials}${credentials === "" ? "" : "@"}127.0.0.1:${proxy.port}` },
    },
  });
  onTestFinished(async () => {
    await transport.close();
    await proxy.close();
    await server.close();
  });
  const send = (replay: "always" | "if-not-carried-out" = "always") =>
    transport.send({ method: "GET", url: GRAPH, headers: { authorization: "Bearer for-graph-only" }, replay });
  return { server, proxy, clock, transport, send, traced: () => readFileSync(traceFile, "utf8") };
}

test("the request arrives through the tunnel, under its own name and with the private CA trusted", async () => {
  const { server, proxy, transport, send } = await behindProxy();
  expect((await send()).body).toBe('{"value":[]}');
  expect(proxy.tunnels.map(({ target }) => target)).toEqual(["graph.microsoft.com:443"]);
  expect(server.requests.map(({ url, headers }) => [url, headers.host])).toEqual([
    ["/v1.0/organization", "graph.microsoft.com"],
  ]);
  expect(transport.peers()).toMatchObject([
    { host: "graph.microsoft.com", issuer: "Contoso, Contoso Inspection CA", subject: "graph.microsoft.com" },
  ]);
});

test("the proxy sees neither token nor address, the service no proxy header", async () => {
  const { server, proxy, send } = await behindProxy(undefined, CREDENTIALS);
  await send();
  expect(JSON.stringify(proxy.tunnels)).not.toMatch(/for-graph-only|organization/);
  expect(server.requests[0]?.headers).not.toHaveProperty("proxy-authorization");
});

test("a user name and password in the proxy's address go to the proxy and into no trace", async () => {
  const { proxy, send, traced } = await behindProxy(undefined, CREDENTIALS);
  await send();
  const expected = Buffer.from(`ada:${PASSWORD}`).toString("base64");
  expect(proxy.tunnels[0]?.headers["proxy-authorization"]).toBe(`Basic ${expected}`);
  expectNoCredentials(traced());
});

test.each([
  [403, 1, "lets Microsoft's hosts through"],
  [407, 1, "wants a user name and password"],
  [502, 6, "lets Microsoft's hosts through"],
])("a proxy that answers %i is asked %i times and named in the error", async (status, times, remedy) => {
  const { server, proxy, send, traced } = await behindProxy(status, CREDENTIALS);
  const error = await caught(ServiceError, send("if-not-carried-out"));
  expect(error).toMatchObject({ code: "proxy-refused", carriedOut: "no" });
  expect(error.message).toBe(`The proxy refused to connect to graph.microsoft.com (status ${status}).`);
  expect(error.remedy).toContain(remedy);
  expect(proxy.tunnels).toHaveLength(times);
  expect(server.requests).toHaveLength(0);
  expectNoCredentials(`${error.message} ${error.remedy} ${String(error.cause)} ${traced()}`);
});

test("a proxy that is not there is unreachable", async () => {
  const { proxy, send } = await behindProxy(undefined, CREDENTIALS);
  await proxy.close();
  const error = await caught(ServiceError, send());
  expect(error).toMatchObject({ code: "unreachable", carriedOut: "no" });
  expectNoCredentials(`${error.message} ${error.remedy} ${String(error.cause)}`);
});

function expectNoCredentials(text: string): void {
  const base64 = Buffer.from(`ada:${PASSWORD}`).toString("base64");
  for (const form of [PASSWORD, encodeURIComponent(PASSWORD), base64]) expect(text).not.toContain(form);
}
