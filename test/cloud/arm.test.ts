// The requests that the ARM client sends through its pipeline, to the letter.
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createArmClient } from "../../src/cloud/arm.js";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { path, query } from "../../src/cloud/odata.js";
import { readAll } from "../../src/cloud/service-client.js";
import { InterruptedError, PermissionError, ServiceError, SignInError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { fixedCredential } from "../support/fixed-credential.js";
import { manualClock } from "../support/manual-clock.js";
import { answering, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const HEALTH = "/providers/Microsoft.ADHybridHealthService";
const SERVER = path`${"AadSyncService-contoso.onmicrosoft.com"}/servicemembers/${"0d7b-11"}`;
const API = { "api-version": "2014-01-01" };
const thing = z.object({ id: z.string() });

function arm(replies: readonly Reply[] | (() => Reply), credential = fixedCredential(), signal?: AbortSignal) {
  const requests = answering(CLOUDS.public.arm, replies);
  const clock = manualClock();
  const transport = transportUnderTest({ clock, ...(signal === undefined ? {} : { signal }) });
  onTestFinished(() => transport.close());
  return { requests, clock, credential, client: createArmClient(CLOUDS.public, credential, transport) };
}

test("DELETE names version and confirmation, carries ARM's own token, and has no body", async () => {
  const { requests, credential, client } = arm([{ status: 200, headers: { "x-ms-request-id": "arm-1" } }]);
  const address = `${HEALTH}/services/${SERVER}${query({ ...API, confirm: true })}`;
  const written = await client.write("DELETE", address, undefined, "remove-health");
  expect(written.requestId).toBe("arm-1");
  expect(requests).toMatchObject([
    {
      method: "DELETE",
      host: "management.azure.com",
      path: `${HEALTH}/services/AadSyncService-contoso.onmicrosoft.com/servicemembers/0d7b-11?api-version=2014-01-01&confirm=true`,
      body: "",
      headers: {
        accept: "application/json",
        authorization: "Bearer token-1",
        "client-request-id": "00000000-0000-4000-8000-000000000001",
      },
    },
  ]);
  expect(requests[0]?.headers).not.toHaveProperty("content-type");
  expect(credential.asked.map(({ scopes }) => [scopes].flat())).toEqual([["https://management.azure.com/.default"]]);
});

test("each request asks the credential, which keeps tokens: a newer one serves at once", async () => {
  const { requests, credential, client } = arm([{ body: [] }, { body: [] }]);
  await readAll(client.pages(`${HEALTH}/services?api-version=2014-01-01`, thing, "read-health"));
  await readAll(client.pages(`${HEALTH}/addsservices?api-version=2014-01-01`, thing, "read-health"));
  expect(requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer token-1", "Bearer token-2"]);
  expect(credential.asked.map(({ claims }) => claims)).toEqual([undefined, undefined]);
});

test("lists come bare or with a value, and go on over nextLink", async () => {
  const next = `https://management.azure.com${HEALTH}/services?api-version=2014-01-01&$skipToken=a%2Fb`;
  const { requests, client } = arm([{ body: { value: [{ id: "a" }], nextLink: next } }, { body: [{ id: "b" }] }]);
  const all = await readAll(client.pages(`${HEALTH}/services${query(API)}`, thing, "read-health"));
  expect(all.value).toEqual([{ id: "a" }, { id: "b" }]);
  expect(requests.map((request) => request.path)).toEqual([
    `${HEALTH}/services?api-version=2014-01-01`,
    `${HEALTH}/services?api-version=2014-01-01&$skipToken=a%2Fb`,
  ]);
});

test("POST sends its body as it was given", async () => {
  const { requests, client } = arm([{ status: 200 }]);
  await client.write("POST", `${HEALTH}/x?api-version=2014-01-01`, { enabled: false }, "remove-health");
  const [request] = requests;
  const body: unknown = typeof request?.body === "string" ? JSON.parse(request.body) : request?.body;
  expect(body).toEqual({ enabled: false });
});

describe("there is no second layer of retries", () => {
  test("around a read: six attempts in all", async () => {
    const { requests, client } = arm(() => ({ status: 503, headers: { "retry-after": "1" } }));
    expect(await caught(ServiceError, client.get("/x", thing, "read-health"))).toMatchObject({ status: 503 });
    expect(requests).toHaveLength(6);
  });

  test("around a throttled removal: six attempts in all", async () => {
    const { requests, clock, client } = arm(() => ({ status: 429, headers: { "retry-after": "1" } }));
    const error = await caught(ServiceError, client.write("DELETE", "/x", undefined, "remove-health"));
    expect(error).toMatchObject({ status: 429, carriedOut: "no" });
    expect(requests).toHaveLength(6);
    expect(clock.sleeps).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
  });

  test.each([500, 502, 503, 504])("around a removal that failed with %i: sent once", async (status) => {
    const { requests, client } = arm(() => ({ status, headers: { "retry-after": "0" } }));
    const error = await caught(ServiceError, client.write("DELETE", "/x", undefined, "remove-health"));
    expect(error).toMatchObject({ status, carriedOut: "unknown" });
    expect(requests).toHaveLength(1);
  });

  test("around a lost connection: a removal is sent once, and nobody knows", async () => {
    const { requests, client } = arm(() => ({ failure: "ECONNRESET" }));
    const error = await caught(ServiceError, client.write("DELETE", "/x", undefined, "remove-health"));
    expect(error).toMatchObject({ code: "connection-lost", carriedOut: "unknown" });
    expect(requests).toHaveLength(1);
  });
});

describe("failures come out of the pipeline as they went in", () => {
  test("a refusal", async () => {
    const { client } = arm([
      {
        status: 403,
        headers: { "x-ms-request-id": "r" },
        body: { error: { code: "AuthorizationFailed", message: "" } },
      },
    ]);
    const error = await caught(PermissionError, client.write("DELETE", "/x", undefined, "remove-health"));
    expect(error).toMatchObject({ code: "AuthorizationFailed", requestId: "r" });
    expect(error.remedy).toContain("the Azure role Contributor on /providers/Microsoft.ADHybridHealthService");
  });

  test("a refused sign-in: nothing is sent", async () => {
    const refused = new SignInError("No.", { code: "AADSTS53003", remedy: "Ask." });
    const { requests, client } = arm([], fixedCredential(refused));
    await expect(client.get("/x", thing, "read-health")).rejects.toBe(refused);
    expect(requests).toEqual([]);
  });

  test("cancellation", async () => {
    const reason = new InterruptedError("Stopped.", { code: "interrupted", remedy: "" });
    const { client } = arm([], fixedCredential(), AbortSignal.abort(reason));
    await expect(client.get("/x", thing, "read-health")).rejects.toBe(reason);
  });
});

test("a challenge for more claims is answered with a token that has them", async () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';
  const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
  const { requests, credential, client } = arm([
    { status: 401, headers: { "www-authenticate": challenge } },
    { body: { id: "a" } },
  ]);
  expect((await client.get("/x", thing, "read-health")).value).toEqual({ id: "a" });
  expect(credential.asked.map((asked) => asked.claims)).toEqual([undefined, claims]);
  expect(requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer token-1", "Bearer token-2"]);
});
