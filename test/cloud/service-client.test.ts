// Typed reads and writes over a real connection: what callers of Graph and ARM have in common.
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createServiceClient, type ServiceClient } from "../../src/cloud/service-client.js";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Handler, startServer } from "../support/loopback-server.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const SERVICE_DATE = "Sun, 22 Nov 2026 10:00:00 GMT";
const thing = z.object({ id: z.string() });

async function service(handler: Handler) {
  const server = await startServer(handler);
  const transport = transportUnderTest();
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  const client: ServiceClient = createServiceClient(server.origin, (method, url, body) =>
    transport.send({
      method,
      url,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      replay: method === "GET" ? "always" : "if-not-carried-out",
    }),
  );
  return { server, client };
}

describe("get", () => {
  test("gives the value with the request and the service's time", async () => {
    const { server, client } = await service((response) => {
      response.writeHead(200, { date: SERVICE_DATE }).end('{"id":"a","extra":1}');
    });
    expect(await client.get("/v1.0/thing?$select=id", thing, "read-organization")).toEqual({
      value: { id: "a" },
      source: { request: "GET /v1.0/thing", at: "2026-11-22T10:00:00.000Z" },
    });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /v1.0/thing?$select=id"]);
  });

  test("a web page instead of JSON is an unexpected answer", async () => {
    const { client } = await service((response) => response.end("<html>Welcome to the hotel</html>"));
    const error = await caught(ServiceError, client.get("/v1.0/thing", thing, "read-organization"));
    expect(error).toMatchObject({ code: "unexpected-answer", carriedOut: "no" });
    expect(error.message).toBe("GET /v1.0/thing was answered with a web page.");
  });

  test("a web page with status 502 is a failure with that status, after six attempts", async () => {
    const { server, client } = await service((response) => {
      response.writeHead(502, { "x-ms-request-id": "r-1" }).end("<html>Bad gateway</html>");
    });
    const error = await caught(ServiceError, client.get("/v1.0/thing", thing, "read-organization"));
    expect(error).toMatchObject({ code: "http-502", status: 502, requestId: "r-1", serviceCodes: [] });
    expect(error.message).toBe("GET /v1.0/thing failed with status 502.");
    expect(server.requests).toHaveLength(6);
  });

  test("messages name no query: it may hold a name", async () => {
    const { client } = await service((response) => response.writeHead(404).end());
    const address = "/v1.0/users?$filter=mail%20eq%20'adele@contoso.example'";
    const error = await caught(ServiceError, client.get(address, thing, "read-users"));
    expect(error.message).toBe("GET /v1.0/users failed with status 404.");
  });
});

describe("write", () => {
  test.each([
    ["POST", { displayName: "Adele" }, '{"displayName":"Adele"}'],
    ["PATCH", { conditions: { users: { excludeRoles: [] } } }, '{"conditions":{"users":{"excludeRoles":[]}}}'],
    ["DELETE", undefined, ""],
  ] as const)("%s gives the id and the time of the answer", async (method, body, sent) => {
    const { server, client } = await service((response) => {
      response.writeHead(204, { "request-id": "r-7", date: SERVICE_DATE }).end();
    });
    expect(await client.write(method, "/v1.0/thing", body, "create-users")).toEqual({
      requestId: "r-7",
      at: "2026-11-22T10:00:00.000Z",
      objectId: null,
      body: null,
    });
    expect(server.requests.map((request) => [request.method, request.body])).toEqual([[method, sent]]);
  });

  test("an answer without id and date is told as it is", async () => {
    const { client } = await service((response) => {
      response.sendDate = false;
      response.writeHead(201).end("{}");
    });
    expect(await client.write("POST", "/v1.0/thing", {}, "create-users")).toEqual({
      requestId: null,
      at: null,
      objectId: null,
      body: {},
    });
  });

  test("the id of what was made is told; an answer that is no JSON takes nothing back", async () => {
    const bodies = ['{"id":"u-1","displayName":"Adele"}', '{"id":7}', "<html>"];
    const { client } = await service((response) => response.writeHead(201).end(bodies.shift()));
    const write = async () => (await client.write("POST", "/v1.0/users", {}, "create-users")).objectId;
    expect([await write(), await write(), await write()]).toEqual(["u-1", null, null]);
  });

  test("a refusal names what to grant", async () => {
    const { client } = await service((response) => response.writeHead(403).end("{}"));
    const error = await caught(PermissionError, client.write("POST", "/v1.0/users", {}, "create-users"));
    expect(error.remedy).toContain("User.ReadWrite.All");
  });

  test.each([500, 502, 503, 504])("%i leaves open whether it was carried out, and is sent once", async (status) => {
    const { server, client } = await service((response) => response.writeHead(status).end());
    const error = await caught(ServiceError, client.write("DELETE", "/v1.0/users/1", undefined, "create-users"));
    expect(error).toMatchObject({ status, carriedOut: "unknown" });
    expect(server.requests).toHaveLength(1);
  });

  test("a redirection is not followed and no success", async () => {
    const { server, client } = await service((response) => response.writeHead(301, { location: "/other" }).end());
    const error = await caught(ServiceError, client.write("POST", "/v1.0/users", {}, "create-users"));
    expect(error).toMatchObject({ status: 301, carriedOut: "no" });
    expect(server.requests).toHaveLength(1);
  });
});
