// Connect Health against a Swagger; login, Key Vault and the rest of Azure Resource Manager against schemas of our own.
import { expect, test } from "vitest";
import { ARM, found, LOGIN, line } from "./fixture.js";
import type { JsonObject } from "./json.js";

const PIERS = "/providers/Microsoft.ADHybridHealthService/piers";
const VERSION = "api-version=2014-01-01";
const health = (members: JsonObject) => found([line({ host: ARM, url: `${PIERS}?${VERSION}`, ...members })]);

test("Connect Health: what is right passes", () => {
  const tags = [{ key: "a" }];
  const body = { value: [{ name: "West", built: "2026-01-01T00:00:00Z" }] };
  expect(health({ responseBody: body })).toEqual([]);
  expect(health({ method: "DELETE", url: `${PIERS}/West?confirm=true&${VERSION}`, status: 204 })).toEqual([]);
  expect(health({ status: 403, responseBody: { error: { code: "AuthorizationFailed", message: "no" } } })).toEqual([]);
  // An array where the file says object is found; what is in it counts all the same.
  expect(health({ responseBody: { value: [{ tags }] } })).toEqual(["type response Pier.tags"]);
});

test.each<[string, JsonObject, string]>([
  ["a made-up property", { responseBody: { value: [{ depth: 3 }] } }, "unknown-property response Pier.depth"],
  ["a wrong type", { responseBody: { value: [{ name: 3 }] } }, "type response Pier.name"],
  ["null", { responseBody: { value: [{ name: null }] } }, "null response Pier.name"],
  [
    "a time without a zone",
    { responseBody: { value: [{ built: "0001-01-01T00:00:00" }] } },
    "type response Pier.built",
  ],
  ["an undeclared status", { status: 202 }, `status GET ${PIERS} 202`],
  [
    "an undocumented error",
    { status: 418, responseBody: { error: { code: "a", message: "b" } } },
    "status arm error 418",
  ],
  ["an error of another form", { status: 404, responseBody: "gone" }, "error-form arm error"],
  ["a bare array", { responseBody: [] }, `shape response GET ${PIERS}`],
  ["no version", { url: PIERS, responseBody: { value: [] } }, `query GET ${PIERS} api-version`],
  [
    "an undeclared parameter",
    { url: `${PIERS}?top=1&${VERSION}`, responseBody: { value: [] } },
    `query GET ${PIERS} top`,
  ],
  [
    "a parameter of another type",
    { method: "DELETE", url: `${PIERS}/a?confirm=yes&${VERSION}`, status: 204 },
    `query DELETE ${PIERS}/{pierName} confirm`,
  ],
  ["an undeclared method", { method: "POST" }, `method POST ${PIERS}`],
  [
    "an undeclared path",
    { url: `/providers/Microsoft.ADHybridHealthService/quays?${VERSION}` },
    "method GET /providers/Microsoft.ADHybridHealthService/quays",
  ],
])("Connect Health: %s is found", (_, members, finding) => {
  expect(health(members)).toEqual([finding]);
});

const token = { token_type: "Bearer", expires_in: 3599, ext_expires_in: 3599, access_token: "***" };
const form = { grant_type: "client_credentials", client_id: "a", client_secret: "***", scope: "https://x/.default" };
const login = (members: JsonObject) =>
  found([line({ host: LOGIN, method: "POST", url: "/t/oauth2/v2.0/token", requestBody: form, ...members })]);

test("login: tokens and refusals have their forms", () => {
  expect(login({ responseBody: token })).toEqual([]);
  expect(login({ responseBody: { ...token, mood: 1 } })).toEqual(["unknown-property response login token 200.mood"]);
  expect(login({ requestBody: { ...form, mood: 1 }, responseBody: token })).toEqual([
    "unknown-property request login token.mood",
  ]);
  expect(login({ status: 418, responseBody: {} })).toEqual(["status login token 418"]);
  expect(login({ status: 400, responseBody: { error: "invalid_grant" } })).toContain(
    "required response login token 400.trace_id",
  );
  expect(login({ url: "/t/oauth2/v2.0/dance", responseBody: {} })).toEqual(["path POST login /t/oauth2/v2.0/dance"]);
});

test("Key Vault, a provider, a managed identity", () => {
  const secret = { value: "***", id: "https://v.vault.azure.net/secrets/a/1", attributes: { enabled: true } };
  const vault = (responseBody: unknown) =>
    found([line({ host: "contoso.vault.azure.net", url: "/secrets/a/?api-version=7.5", responseBody })]);
  expect(vault(secret)).toEqual([]);
  expect(vault({ ...secret, attributes: { enabled: "yes" } })).toEqual([
    "type response vault get secret 200.attributes.enabled",
  ]);
  const provider = (responseBody: unknown) =>
    found([
      line({ host: ARM, url: "/providers/Microsoft.ADHybridHealthService?api-version=2021-04-01", responseBody }),
    ]);
  expect(provider({ namespace: "a", resourceTypes: [{ resourceType: "services" }] })).toEqual([]);
  expect(provider({ namespace: "a" })).toEqual(["required response arm provider 200.resourceTypes"]);
  const identity = { access_token: "***", expires_on: "1", resource: "https://x", token_type: "Bearer" };
  const url = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x";
  expect(found([line({ host: "169.254.169.254", url, responseBody: identity })])).toEqual([]);
});
