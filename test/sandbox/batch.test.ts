// $batch: many requests in one, with the limits and the laws of each.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

let sandbox: TestSandbox;
let now = Date.now();
let app: string;

const JSON_TYPE = { "Content-Type": "application/json" };
const batch = (requests: unknown, version = "/v1.0", token = app) =>
  sandbox.graph(token, `${version}/$batch`, { method: "POST", json: { requests } });
const responsesOf = (body: unknown) =>
  new Map(listAt(body, "responses").map((one) => [textAt(one, "id"), one] as const));
const gets = (...urls: readonly string[]) => urls.map((url, index) => ({ id: String(index + 1), method: "GET", url }));
const statusesOf = (body: unknown) =>
  Object.fromEntries([...responsesOf(body)].map(([id, one]) => [id, at(one, "status")]));
const lines = () =>
  readFileSync(path.join(sandbox.dir, "requests.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  sandbox = await startWithTenant(withAllPermissions, { wallClock: () => now });
  app = await sandbox.appToken();
});
afterAll(() => sandbox.close());

describe("a batch", () => {
  test.each(["/v1.0", "/beta"])("answers each request as it would alone, in another order: %s", async (version) => {
    const { status, body } = await batch(
      gets("/users?$top=1&$select=id", "groups?$top=1", "/users/nobody@contoso.com", "/ships", "/organization"),
      version,
    );
    expect(status).toBe(200);
    expect(Object.keys(body as object)).toEqual(["responses"]);
    expect(listAt(body, "responses").map((one) => at(one, "id"))).toEqual(["2", "4", "1", "3", "5"]);
    expect(statusesOf(body)).toEqual({ 1: 200, 2: 200, 3: 404, 4: 501, 5: 200 });
    const first = responsesOf(body).get("1");
    expect(at(first, "body", "@odata.context")).toBe(`https://graph.microsoft.com${version}/$metadata#users(id)`);
    expect(textAt(first, "body", "@odata.nextLink")).toMatch(`https://graph.microsoft.com${version}/users?`);
    expect(at(first, "headers")).toMatchObject({ "Content-Type": "application/json", "Cache-Control": "no-cache" });
  });

  test("writes, and what it wrote is there", async () => {
    const group = { displayName: "Batched", mailEnabled: false, mailNickname: "batched", securityEnabled: true };
    const made = await batch([{ id: "a", method: "POST", url: "/groups", headers: JSON_TYPE, body: group }]);
    const id = textAt(responsesOf(made.body).get("a"), "body", "id");
    const rest = await batch([
      {
        id: "1",
        method: "PATCH",
        url: `/groups/${id}`,
        headers: { "content-type": "application/json" },
        body: { description: "d" },
      },
      { id: "2", method: "GET", url: `/groups/${id}`, dependsOn: ["1"] },
      { id: "3", method: "DELETE", url: `/groups/${id}`, dependsOn: ["2"] },
      { id: "4", method: "GET", url: `/groups/${id}`, dependsOn: ["3"] },
    ]);
    expect(statusesOf(rest.body)).toEqual({ 1: 204, 2: 200, 3: 204, 4: 404 });
    expect(at(responsesOf(rest.body).get("2"), "body", "description")).toBe("d");
    expect(responsesOf(rest.body).get("1")).not.toHaveProperty("body");
  });

  test("is recorded with a line for each of its requests", async () => {
    const before = lines().length;
    await batch(gets("/organization", "/users/nobody@contoso.com"));
    expect(
      lines()
        .slice(before)
        .map(({ method, url, route, status }) => [method, url, route, status]),
    ).toEqual([
      ["POST", "/v1.0/$batch", "POST /v1.0/$batch", 200],
      ["GET", "/v1.0/organization", "GET /v1.0/organization", 200],
      ["GET", "/v1.0/users/nobody@contoso.com", "GET /v1.0/users/:id", 404],
    ]);
  });

  test("does nothing after a request that failed", async () => {
    const chained = gets("/users/nobody@contoso.com", "/organization", "/groups");
    const { body } = await batch(chained.map((one, at) => (at === 0 ? one : { ...one, dependsOn: [String(at)] })));
    expect(statusesOf(body)).toEqual({ 1: 404, 2: 424, 3: 424 });
  });

  test("may have all requests depend on the same one, wherever it stands", async () => {
    const all = gets("/groups", "/organization", "/users/nobody@contoso.com");
    const { status, body } = await batch(all.map((one) => (one.id === "3" ? one : { ...one, dependsOn: ["3"] })));
    expect([status, statusesOf(body)]).toEqual([200, { 1: 424, 2: 424, 3: 404 }]);
  });

  test("does not lend rights", async () => {
    const reader = await sandbox.appToken(undefined, 1);
    const { body } = await batch(
      [
        ...gets("/organization", "/groups"),
        { id: "x", method: "GET", url: "/groups", headers: { Authorization: `Bearer ${app}` } },
      ],
      "/v1.0",
      reader,
    );
    expect(statusesOf(body)).toEqual({ 1: 200, 2: 403, x: 403 });
    expect((await batch(gets("/groups"), "/v1.0", "nonsense")).status).toBe(401);
    const nobody = await sandbox.send("https://graph.microsoft.com/v1.0/$batch", { method: "POST", json: {} });
    expect(nobody.status).toBe(401);
  });

  test("is throttled request by request, and says for how long", async () => {
    now += 1_000_000;
    const policies = "/identity/conditionalAccess/policies";
    const { status, body } = await batch(gets(policies, policies));
    expect([status, statusesOf(body)]).toEqual([200, { 1: 200, 2: 429 }]);
    const dear = Array.from({ length: 20 }, (_, index) => ({
      id: String(index),
      method: "GET",
      url: "/groups/6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9899/transitiveMembers",
    }));
    let limited: unknown;
    for (let round = 0; round < 200 && limited === undefined; round += 1) {
      const answers = listAt((await batch(dear)).body, "responses");
      limited = answers.find((one) => at(one, "status") === 429);
    }
    expect(textAt(limited, "headers", "Retry-After")).toMatch(/^\d+$/u);
    expect(at(limited, "headers", "x-ms-throttle-information")).toBe("ResourceUnitLimitExceeded");
    now += 1_000_000;
  });
});

describe("refused as a whole", () => {
  const one = { id: "1", method: "GET", url: "/organization" };
  test.each([
    ["no requests", undefined],
    ["an empty list", []],
    ["no list", {}],
    ["21 requests", gets(...Array.from({ length: 21 }, () => "/organization"))],
    ["an id twice", [one, one]],
    ["a number for an id", [{ ...one, id: 1 }]],
    ["no method", [{ id: "1", url: "/organization" }]],
    ["an unknown method", [{ ...one, method: "TRACE" }]],
    ["an absolute address", [{ ...one, url: "https://graph.microsoft.com/v1.0/organization" }]],
    ["another host", [{ ...one, url: "//example.com/organization" }]],
    ["a body without its type", [{ ...one, method: "POST", body: {} }]],
    ["a write without a body", [{ ...one, method: "PATCH" }]],
    ["a dependency that is not there", [{ ...one, dependsOn: ["2"] }]],
    ["a dependency on itself", [{ ...one, dependsOn: ["1"] }]],
    ["two dependencies among others", [one, { ...one, id: "2" }, { ...one, id: "3", dependsOn: ["1", "2"] }]],
    [
      "a chain beside a free request",
      [one, { ...one, id: "2", dependsOn: ["1"] }, { ...one, id: "3" }, { ...one, id: "4", dependsOn: ["3"] }],
    ],
    [
      "a circle",
      [
        { ...one, dependsOn: ["2"] },
        { ...one, id: "2", dependsOn: ["1"] },
      ],
    ],
    ["something besides", [{ ...one, nonsense: 1 }]],
    ["a megabyte of id", [{ ...one, id: "x".repeat(1_000_000) }]],
  ])("%s", async (_, requests) => {
    const answer = await batch(requests);
    expect([answer.status, at(answer.body, "error", "code")]).toEqual([400, "BadRequest"]);
  });
});

test.each([
  ["another batch", { id: "1", method: "POST", url: "/$batch", headers: JSON_TYPE, body: { requests: [] } }],
  ["another version", { id: "1", method: "GET", url: "/../beta/organization" }],
])("%s within a batch is refused by itself", async (_, request) => {
  const { status, body } = await batch([request, { id: "2", method: "GET", url: "/organization" }]);
  expect([status, statusesOf(body)]).toEqual([200, { 1: 400, 2: 200 }]);
});
