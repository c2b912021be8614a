// The requests that the Graph client sends, to the letter.
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createGraphClient, graphScope } from "../../src/cloud/graph.js";
import { literal, path, query } from "../../src/cloud/odata.js";
import { readAll } from "../../src/cloud/service-client.js";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { manualClock } from "../support/manual-clock.js";
import { answering, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const thing = z.object({ id: z.string() });

function graph(replies: readonly Reply[]) {
  const requests = answering(CLOUDS.public.graph, replies);
  const clock = manualClock();
  const transport = transportUnderTest({ clock });
  onTestFinished(() => transport.close());
  const credential = fixedCredential();
  return { requests, clock, credential, client: createGraphClient(CLOUDS.public, credential, transport) };
}

describe("GET", () => {
  test("sends the address as it was built, quotes, equals signs and ampersands included", async () => {
    const { requests, client } = graph([{ body: { id: "a" } }]);
    const filter = `displayName eq ${literal("O'Neil = R&D #1 +50%")} and accountEnabled eq true`;
    await client.get(`/beta/users${query({ $filter: filter, $top: 5, $count: true })}`, thing, "read-users");
    // The quotes' spelling is fetch's own: it writes %27 for a quote in a query.
    expect(requests.map(({ path: sent }) => sent)).toEqual([
      "/beta/users?$filter=displayName%20eq%20%27O%27%27Neil%20%3D%20R%26D%20%231%20%2B50%25%27%20and%20accountEnabled%20eq%20true&$top=5&$count=true",
    ]);
    expect(new URL(requests[0]?.path ?? "", CLOUDS.public.graph).searchParams.get("$filter")).toBe(filter);
  });

  test.each([
    ["an encoded slash in a segment", path`/v1.0/users/${"a/b#c"}`, "/v1.0/users/a%2Fb%23c"],
    ["a question mark without a query", "/v1.0/users?$count", "/v1.0/users?$count"],
    ["one parameter twice", "/v1.0/users?$expand=a&$expand=b", "/v1.0/users?$expand=a&$expand=b"],
    ["nested options", "/v1.0/x?$expand=m($select=id;$top=1)", "/v1.0/x?$expand=m($select=id;$top=1)"],
    ["an encoded plus", "/v1.0/users?$skiptoken=a%2Bb%3D%3D", "/v1.0/users?$skiptoken=a%2Bb%3D%3D"],
  ])("%s goes through the Graph client unchanged", async (_what, address, sent) => {
    const { requests, client } = graph([{ body: { id: "a" } }]);
    await client.get(address, thing, "read-users");
    expect(requests.map((request) => request.path)).toEqual([sent]);
  });

  test("carries token, preference and request id, and nothing of a body", async () => {
    const { requests, credential, client } = graph([{ body: { id: "a" } }]);
    await client.get("/v1.0/organization", thing, "read-organization");
    expect(requests).toEqual([
      {
        method: "GET",
        host: "graph.microsoft.com",
        path: "/v1.0/organization",
        headers: {
          accept: "application/json",
          authorization: "Bearer token-1",
          "client-request-id": "00000000-0000-4000-8000-000000000001",
          host: "graph.microsoft.com",
          prefer: "include-unknown-enum-members",
        },
        body: "",
      },
    ]);
    expect(credential.asked).toEqual([{ scopes: "https://graph.microsoft.com/.default", claims: undefined }]);
    expect(graphScope(CLOUDS.usgovdod)).toBe("https://dod-graph.microsoft.us/.default");
  });

  test("follows next links itself, to the letter", async () => {
    const next = "https://graph.microsoft.com/v1.0/users?$skiptoken=RFNwdAIAAQ%2F%3D&$select=id,mail";
    const { requests, client } = graph([
      { body: { value: [{ id: "a" }], "@odata.nextLink": next } },
      { body: { value: [{ id: "b" }] } },
    ]);
    const all = await readAll(client.pages("/v1.0/users?$select=id,mail", thing, "read-users"));
    expect(all.value).toEqual([{ id: "a" }, { id: "b" }]);
    expect(requests.map((request) => request.path)).toEqual([
      "/v1.0/users?$select=id,mail",
      "/v1.0/users?$skiptoken=RFNwdAIAAQ%2F%3D&$select=id,mail",
    ]);
  });
});

describe("writes", () => {
  test.each([
    ["POST", "/v1.0/users", { displayName: "Adele", passwordProfile: { password: "x" } }],
    ["PATCH", "/v1.0/identity/conditionalAccess/policies/7", { conditions: { users: { excludeRoles: ["d29b"] } } }],
  ] as const)("%s sends the body as JSON, once", async (method, address, body) => {
    const { requests, client } = graph([{ status: 201, headers: { "request-id": "r-1" } }]);
    const written = await client.write(method, address, body, "create-users");
    expect(written.requestId).toBe("r-1");
    expect(requests).toMatchObject([{ method, path: address, body }]);
    expect(requests[0]?.headers).toMatchObject({
      authorization: "Bearer token-1",
      "content-type": "application/json",
      prefer: "include-unknown-enum-members",
    });
  });

  test("DELETE sends no body and no content type, and takes 204", async () => {
    const { requests, client } = graph([{ status: 204 }]);
    await client.write("DELETE", "/v1.0/users/7", undefined, "create-users");
    expect(requests).toMatchObject([{ method: "DELETE", path: "/v1.0/users/7", body: "" }]);
    expect(requests[0]?.headers).not.toHaveProperty("content-type");
  });

  test.each([500, 503, 504])("%i is not sent again, by nobody's retry", async (status) => {
    const { requests, client } = graph([{ status }, { status: 201 }]);
    const error = await caught(ServiceError, client.write("POST", "/v1.0/users", {}, "create-users"));
    expect(error).toMatchObject({ status, carriedOut: "unknown" });
    expect(requests).toHaveLength(1);
  });

  test("429 is sent again by the transport alone, six times in all", async () => {
    const { requests, clock, client } = graph(Array<Reply>(20).fill({ status: 429, headers: { "retry-after": "2" } }));
    const error = await caught(ServiceError, client.write("POST", "/v1.0/users", {}, "create-users"));
    expect(error).toMatchObject({ status: 429, carriedOut: "no" });
    expect(requests).toHaveLength(6);
    expect(clock.sleeps).toEqual([2_000, 2_000, 2_000, 2_000, 2_000]);
  });
});

test("there is no second layer of retries around a read", async () => {
  const { requests, client } = graph(Array<Reply>(50).fill({ status: 503 }));
  expect(await caught(ServiceError, client.get("/v1.0/users", thing, "read-users"))).toMatchObject({ status: 503 });
  expect(requests).toHaveLength(6);
});

test("refusals keep Microsoft's codes and request id", async () => {
  const { client } = graph([
    {
      status: 403,
      headers: { "request-id": "r-9" },
      body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges." } },
    },
  ]);
  const error = await caught(PermissionError, client.get("/v1.0/users", thing, "read-users"));
  expect(error).toMatchObject({ code: "Authorization_RequestDenied", requestId: "r-9" });
});

describe("ask", () => {
  const asking = (client: ReturnType<typeof graph>["client"]) =>
    client.ask("/v1.0/identity/conditionalAccess/evaluate", { a: 1 }, thing, "what-if");

  test("is a POST with a body that gives a value, and is sent again like a reading", async () => {
    const { requests, client } = graph([{ status: 502 }, { status: 503 }, { body: { id: "a" } }]);
    expect((await asking(client)).value).toEqual({ id: "a" });
    expect(requests.map(({ method, body }) => [method, body])).toEqual(
      Array.from({ length: 3 }, () => ["POST", { a: 1 }]),
    );
  });

  test("a write of the same form is sent once", async () => {
    const { requests, client } = graph([{ status: 502 }, { body: { id: "a" } }]);
    const writing = client.write("POST", "/v1.0/identity/conditionalAccess/policies", { a: 1 }, "make-policies");
    expect(await caught(ServiceError, writing)).toMatchObject({ carriedOut: "unknown" });
    expect(requests).toHaveLength(1);
  });

  test("what fails at last has changed nothing, and waits for its turn in the lane as others do", async () => {
    const { clock, client } = graph([{ status: 400 }, { body: { id: "a" } }]);
    const error = await caught(ServiceError, asking(client));
    expect(error).toMatchObject({ status: 400, carriedOut: "no" });
    const before = clock.elapsed();
    await asking(client);
    expect(clock.elapsed() - before).toBeGreaterThanOrEqual(1_000);
  });

  test("an answer of another form is refused", async () => {
    const { client } = graph([{ body: { name: "a" } }]);
    expect(await caught(ServiceError, asking(client))).toMatchObject({ code: "unexpected-shape" });
  });
});
