// What a login host publishes of a tenant, in every form that it, or something between, may answer with.
import { describe, expect, onTestFinished, test } from "vitest";
import { CLOUDS } from "../../src/cloud/clouds.js";
import { readDiscovery } from "../../src/cloud/discovery.js";
import { answering, type Reply, recordHosts } from "../support/recorded-hosts.js";
import { transportUnderTest } from "../support/transport-under-test.js";

recordHosts();

const TENANT_ID = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";
const PUBLISHED = {
  issuer: `https://login.microsoftonline.com/${TENANT_ID.toUpperCase()}/v2.0`,
  tenant_region_scope: "NA",
  tenant_region_sub_scope: "GCC",
  cloud_instance_name: "microsoftonline.com",
  msgraph_host: "graph.microsoft.com",
};

async function discovered(reply: Reply, tenant = "contoso.com") {
  const requests = answering(CLOUDS.public.login, () => reply);
  const transport = transportUnderTest();
  onTestFinished(() => transport.close());
  return { requests, reading: readDiscovery(transport, CLOUDS.public, tenant) };
}

describe("a tenant's configuration", () => {
  test("is asked for without a token, the tenant's name encoded", async () => {
    const { requests, reading } = await discovered({ body: PUBLISHED }, "a b/?#");
    expect((await reading).value).toEqual({
      tenantId: TENANT_ID,
      regionScope: "NA",
      regionSubScope: "GCC",
      instanceName: "microsoftonline.com",
      graphHost: "graph.microsoft.com",
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.path).toBe("/a%20b%2F%3F%23/v2.0/.well-known/openid-configuration");
    expect(requests[0]?.headers).not.toHaveProperty("authorization");
  });

  test("of which half is missing, or null, is told as far as it goes", async () => {
    const { reading } = await discovered({
      body: { tenant_region_scope: null, issuer: "https://x.example/{tenantid}/" },
    });
    expect((await reading).value).toEqual({
      tenantId: null,
      regionScope: null,
      regionSubScope: null,
      instanceName: null,
      graphHost: null,
    });
  });

  test("may begin with a byte order mark", async () => {
    const { reading } = await discovered({ body: `\uFEFF${JSON.stringify(PUBLISHED)}` });
    expect((await reading).value.tenantId).toBe(TENANT_ID);
  });

  test.each(["90002", "900023"])("AADSTS%s: there is no such tenant", async (code) => {
    const { reading } = await discovered({ status: 400, body: { error_description: `AADSTS${code}: not found.` } });
    await expect(reading).rejects.toMatchObject({
      code: "tenant-not-found",
      message: expect.stringContaining("contoso.com") as string,
    });
  });

  test.each<[string, Reply]>([
    ["a web page", { body: "<html>Welcome to our hotel</html>" }],
    ["a redirect", { status: 302, headers: { location: "https://portal.example" } }],
    ["nothing", { body: "" }],
    ["a list", { body: [] }],
    ["null", { body: "null" }],
    ["marks that are no text", { body: { msgraph_host: 5 } }],
    ["another refusal", { status: 400, body: { error_description: "AADSTS900021: odd." } }],
    ["not found", { status: 404, body: "" }],
  ])("%s is not taken for one", async (_what, reply) => {
    const { reading } = await discovered(reply);
    await expect(reading).rejects.toMatchObject({ code: "unexpected-answer" });
  });
});
