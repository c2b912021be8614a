// Each of Microsoft's clouds is spoken to at its own hosts, and at no other's.
import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createArmClient } from "../../src/cloud/arm.js";
import { CLOUDS, cloudNamed } from "../../src/cloud/clouds.js";
import { createGraphClient } from "../../src/cloud/graph.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { createCredential } from "../../src/cloud/sign-in/create-credential.js";
import { systemClock } from "../../src/shapes/clock.js";
import { UsageError } from "../../src/shapes/errors.js";
import { loginHost } from "../support/login-host.js";
import { answering, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

test.each([
  ["public", "login.microsoftonline.com", "graph.microsoft.com", "management.azure.com", true],
  ["usgov", "login.microsoftonline.us", "graph.microsoft.us", "management.usgovcloudapi.net", true],
  ["usgovdod", "login.microsoftonline.us", "dod-graph.microsoft.us", "management.usgovcloudapi.net", true],
  // The other name of login.chinacloudapi.cn: MSAL's own metadata prefers it.
  [
    "china",
    "login.partner.microsoftonline.cn",
    "microsoftgraph.chinacloudapi.cn",
    "management.chinacloudapi.cn",
    false,
  ],
])("%s: sign-in at %s, Graph at %s, ARM at %s", async (name, login, graph, arm, hasConnectHealth) => {
  const cloud = cloudNamed(name);
  expect(cloud.hasConnectHealth).toBe(hasConnectHealth);
  const tokens = loginHost({ origin: `https://${login}` });
  const reads = answering(`https://${graph}`, [{ body: { id: "g" } }]);
  const removals = answering(`https://${arm}`, [{ status: 200 }]);
  const transport = transportUnderTest();
  onTestFinished(() => transport.close());
  const credential = await createCredential({
    kind: "secret",
    cloud,
    tenant: "contoso.example",
    clientId: "22222222-2222-4222-8222-222222222222",
    clientSecret: "a secret of sixteen",
    transport,
    redactor: createRedactor(),
    clock: systemClock,
    signal: new AbortController().signal,
    showDeviceCode: () => undefined,
  });
  await createGraphClient(cloud, credential, transport).get("/v1.0/x", z.object({ id: z.string() }), "read-users");
  await createArmClient(cloud, credential, transport).write("DELETE", "/x", undefined, "remove-health");

  const posted = tokens.requests.filter(({ method }) => method === "POST");
  expect(posted.map(({ path }) => path.split("?")[0])).toEqual(Array(2).fill("/contoso.example/oauth2/v2.0/token"));
  expect(posted.map(({ body }) => new URLSearchParams(String(body)).get("scope"))).toEqual([
    `https://${graph}/.default`,
    `https://${arm}/.default`,
  ]);
  expect(reads.map(({ host, headers }) => [host, headers["authorization"]])).toEqual([[graph, "Bearer access-1"]]);
  expect(removals.map(({ host, headers }) => [host, headers["authorization"]])).toEqual([[arm, "Bearer access-2"]]);
});

test.each(["", "Public", "germany", "toString"])("there is no cloud named %j", (name) => {
  expect(() => cloudNamed(name)).toThrow(UsageError);
  expect(() => cloudNamed(name)).toThrow(
    expect.objectContaining({ remedy: "Use one of public, usgov, usgovdod, china." }) as Error,
  );
});

test("no origin ends with a slash: addresses are put behind it", () => {
  for (const { login, graph, arm } of Object.values(CLOUDS))
    for (const origin of [login, graph, arm]) expect(new URL(origin).origin).toBe(origin);
});
