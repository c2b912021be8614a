// Pass-through authentication agents: what is read of them.
import { expect, test } from "vitest";
import { readAuthenticationAgents } from "../../src/tenant/authentication-agents.js";
import { observe } from "../../src/tenant/observe.js";
import { cannedService, forbidden, json, notFound } from "./canned-service.js";

const agents = (body: unknown) => readAuthenticationAgents(cannedService(() => json(body)).client);

test("each with its machine and whether it answers; nothing is made up", async () => {
  const { value, source } = await agents({
    value: [
      { id: "1", machineName: "AADC-OLD.contoso.local", externalIp: "203.0.113.1", status: "active", more: 1 },
      { id: "2" },
    ],
  });
  expect(value).toEqual([
    { id: "1", machineName: "AADC-OLD.contoso.local", externalIp: "203.0.113.1", status: "active" },
    { id: "2", machineName: "", externalIp: null, status: null },
  ]);
  expect(source.request).toBe("GET /beta/onPremisesPublishingProfiles/authentication/agents");
});

test("a tenant without one has an empty list, which is not the same as none that can be read", async () => {
  expect((await agents({ value: [] })).value).toEqual([]);
  for (const canned of [notFound, { status: 500 }, json({ agents: [] }), json({})])
    expect(await observe(readAuthenticationAgents(cannedService(() => canned).client))).toMatchObject({
      state: "unknown",
    });
});

test("who is refused is told of the reading right, never of a writing one", async () => {
  const fact = await observe(readAuthenticationAgents(cannedService(() => forbidden).client));
  expect(JSON.stringify(fact)).toContain("Policy.Read.HybridAuthentication (Microsoft documents it for a person");
  expect(JSON.stringify(fact)).not.toContain("ReadWrite");
});
