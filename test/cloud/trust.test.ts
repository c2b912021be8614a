// Whose certificates are believed, and what a person hears when one is not.
import { ProxyAgent } from "undici";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type ConnectionOptions, createConnections } from "../../src/cloud/connections.js";
import { ServiceError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Authority, createAuthority } from "../support/certificates.js";
import { startServer } from "../support/loopback-server.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";
import { transportUnderTest } from "../support/transport-under-test.js";

let contoso: Authority;
let fabrikam: Authority;

beforeAll(async () => {
  [contoso, fabrikam] = await Promise.all([createAuthority("Contoso CA"), createAuthority("Fabrikam CA")]);
});

async function tlsService(...names: readonly string[]) {
  const server = await startServer((response) => response.end("{}"), await contoso.issue(...names));
  onTestFinished(() => server.close());
  return server;
}

function client(connections: Partial<ConnectionOptions> = {}) {
  const clock = manualClock();
  const transport = transportUnderTest({ clock, connections });
  onTestFinished(() => transport.close());
  return { clock, transport, get: (url: string) => transport.send({ method: "GET", url, replay: "always" }) };
}

const caFile = (...authorities: readonly Authority[]) =>
  temporaryFile("ca.pem", authorities.map(({ pem }) => pem).join("\n"));

describe("a private authority", () => {
  test("that nobody named is not trusted: nothing is sent, nothing tried again, and the remedy names the way out", async () => {
    const server = await tlsService("127.0.0.1");
    const { clock, get } = client();
    const error = await caught(ServiceError, get(server.origin));
    expect(error).toMatchObject({ code: "untrusted-certificate", carriedOut: "no" });
    expect(error.message).toContain(`The certificate of 127.0.0.1:${server.port} is not trusted`);
    expect(error.remedy).toContain("--ca-file");
    expect(error.remedy).toContain("NODE_EXTRA_CA_CERTS");
    expect(server.requests).toHaveLength(0);
    expect(clock.sleeps).toEqual([]);
  });

  test("that a CA file names is trusted, and the peer is shown", async () => {
    const server = await tlsService("127.0.0.1");
    const { transport, get } = client({ caFiles: [caFile(contoso)] });
    expect(transport.peers()).toEqual([]);
    expect((await get(server.origin)).status).toBe(200);
    expect(transport.peers()).toMatchObject([
      { host: "127.0.0.1", subject: "127.0.0.1", issuer: "Contoso, Contoso CA" },
    ]);
    expect(transport.peers()[0]?.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Date.parse(transport.peers()[0]?.validTo ?? "")).toBeGreaterThan(Date.now());
  });

  test("counts from the second file and from the second place in a file, too", async () => {
    const server = await tlsService("127.0.0.1");
    expect((await client({ caFiles: [caFile(fabrikam), caFile(contoso)] }).get(server.origin)).status).toBe(200);
    expect((await client({ caFiles: [caFile(fabrikam, contoso)] }).get(server.origin)).status).toBe(200);
  });

  test("that the handed-in NODE_EXTRA_CA_CERTS names stays trusted beside a CA file", async () => {
    const server = await tlsService("127.0.0.1");
    const environment = { NODE_EXTRA_CA_CERTS: caFile(contoso) };
    expect((await client({ caFiles: [caFile(fabrikam)], environment }).get(server.origin)).status).toBe(200);
  });

  test("that is another one is not trusted", async () => {
    const server = await tlsService("127.0.0.1");
    const error = await caught(ServiceError, client({ caFiles: [caFile(fabrikam)] }).get(server.origin));
    expect(error.code).toBe("untrusted-certificate");
    expect(server.requests).toHaveLength(0);
  });
});

test("a trusted certificate for another host is refused, and the peer is shown all the same", async () => {
  const server = await tlsService("login.contoso.example");
  const { clock, transport, get } = client({ caFiles: [caFile(contoso)] });
  const error = await caught(ServiceError, get(server.origin));
  expect(error.code).toBe("untrusted-certificate");
  expect(error.message).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
  expect(transport.peers()).toMatchObject([{ host: "127.0.0.1", subject: "login.contoso.example" }]);
  expect(server.requests).toHaveLength(0);
  expect(clock.sleeps).toEqual([]);
});

describe("elsewhere", () => {
  const elsewhere = (port: number, authority: Authority) => ({
    elsewhere: { host: "127.0.0.1", port, caFile: caFile(authority) },
  });

  test("takes every host's connections, each under its own name", async () => {
    const server = await tlsService("graph.microsoft.com", "login.microsoftonline.com");
    const { transport, get } = client(elsewhere(server.port, contoso));
    await get("https://graph.microsoft.com/v1.0/users");
    await get("https://login.microsoftonline.com/contoso.example/v2.0");
    expect(server.requests.map(({ headers, url }) => `${headers.host ?? ""}${url}`)).toEqual([
      "graph.microsoft.com/v1.0/users",
      "login.microsoftonline.com/contoso.example/v2.0",
    ]);
    expect(transport.peers().map(({ host }) => host)).toEqual(["graph.microsoft.com", "login.microsoftonline.com"]);
  });

  test("still checks the server's name", async () => {
    const server = await tlsService("graph.microsoft.com");
    const error = await caught(
      ServiceError,
      client(elsewhere(server.port, contoso)).get("https://management.azure.com/tenants"),
    );
    expect(error).toMatchObject({ code: "untrusted-certificate" });
    expect(error.message).toContain("management.azure.com");
  });

  test("trusts its own authority alone, not what the CA files name", async () => {
    const server = await tlsService("graph.microsoft.com");
    const options = { ...elsewhere(server.port, fabrikam), caFiles: [caFile(contoso)] };
    const error = await caught(ServiceError, client(options).get("https://graph.microsoft.com/v1.0/users"));
    expect(error.code).toBe("untrusted-certificate");
  });

  test("passes proxies by", async () => {
    const server = await tlsService("graph.microsoft.com");
    const options = { ...elsewhere(server.port, contoso), environment: { HTTPS_PROXY: "http://127.0.0.1:1" } };
    expect((await client(options).get("https://graph.microsoft.com/v1.0/users")).status).toBe(200);
  });
});

test("elsewhere passes the proxy for plain HTTP by, too", async () => {
  const connections = createConnections({
    caFiles: [],
    environment: { HTTP_PROXY: "http://127.0.0.1:1", HTTPS_PROXY: "http://127.0.0.1:1" },
    elsewhere: { host: "127.0.0.1", port: 1, caFile: caFile(contoso) },
  });
  onTestFinished(() => connections.close());
  for (const url of ["http://contoso.example/", "https://contoso.example/"])
    expect(await connections.dispatcherFor(new URL(url))).not.toBeInstanceOf(ProxyAgent);
});

describe("a CA file", () => {
  test("that is missing is the typist's error", () => {
    const file = `${temporaryFolder()}/none.pem`;
    expect(() => createConnections({ caFiles: [file], environment: {} })).toThrow(UsageError);
    expect(() => createConnections({ caFiles: [file], environment: {} })).toThrow(file);
  });

  test("that holds no certificate is the typist's error", () => {
    const file = temporaryFile("key.pem", "-----BEGIN PRIVATE KEY-----\n");
    expect(() => createConnections({ caFiles: [file], environment: {} })).toThrow(UsageError);
    expect(() => createConnections({ caFiles: [file], environment: {} })).toThrow("holds no certificate in PEM form");
  });
});
