// Several clouds and several tenants: what each login service says of tenants that live elsewhere.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  FIRST_PARTY,
  firstPartyAppId,
  firstPartyName,
  publishedPermissions,
} from "../../src/sandbox/laws/first-party.js";
import { accessClaims } from "./login-browser.js";
import { at, listAt, preparedFolder, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

const PUBLIC = "https://login.microsoftonline.com";
const GOVERNMENT = "https://login.microsoftonline.us";
const CHINA = "https://login.chinacloudapi.cn";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox({ dir: await preparedFolder(), scenario: "wingtip-usgov" });
});
afterAll(() => sandbox.close());

function configuration(host: string, tenant = sandbox.info.tenantId) {
  return sandbox.send(`${host}/${tenant}/v2.0/.well-known/openid-configuration`);
}

function token(host: string, form: Readonly<Record<string, string>>) {
  return sandbox.send(`${host}/${sandbox.info.tenantId}/oauth2/v2.0/token`, { method: "POST", form });
}

function secretForm(scope: string) {
  const { clientId, clientSecret } = sandbox.info.clients[0] ?? { clientId: "", clientSecret: "" };
  return { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
}

describe("a tenant of the US Government cloud", () => {
  test("has its cloud's ids of permissions and of the password reset service", async () => {
    const answer = await token(GOVERNMENT, secretForm("https://graph.microsoft.us/.default"));
    const headers = { authorization: `Bearer ${String(at(answer.body, "access_token"))}` };
    const principal = (appId: string) =>
      sandbox.send(`https://graph.microsoft.us/v1.0/servicePrincipals(appId='${appId}')`, { headers });
    const graph = await principal("00000003-0000-0000-c000-000000000000");
    expect(listAt(graph.body, "appRoles")).toContainEqual(
      expect.objectContaining({
        value: "OnPremDirectorySynchronization.Read.All",
        id: "47c980b8-449c-4b30-99e6-aeb22a11a023",
      }),
    );
    const reset = await principal("2e5ecfc8-ea79-48bd-8140-c19324acb278");
    expect([reset.status, at(reset.body, "displayName")]).toEqual([200, "Microsoft password reset service"]);
    expect(listAt(reset.body, "appRoles")).toHaveLength(3);
    expect((await principal("93625bc8-bfe2-437a-97e0-3d0060024faa")).status).toBe(404);
  });

  test.each([PUBLIC, GOVERNMENT])("is described as such by %s", async (host) => {
    const { status, body } = await configuration(host);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      tenant_region_sub_scope: "DODCON",
      cloud_instance_name: "microsoftonline.us",
      msgraph_host: "graph.microsoft.us",
      token_endpoint: `${GOVERNMENT}/${sandbox.info.tenantId}/oauth2/v2.0/token`,
    });
  });

  test("is unknown in China", async () => {
    const { status, body } = await configuration(CHINA);
    expect([status, at(body, "error_codes", 0)]).toEqual([400, 90002]);
  });

  test("signs in at its own login service, for its own Graph", async () => {
    const answer = await token(GOVERNMENT, secretForm("https://graph.microsoft.us/.default"));
    expect(answer.status).toBe(200);
    const bearer = { authorization: `Bearer ${String(at(answer.body, "access_token"))}` };
    expect((await sandbox.send("https://graph.microsoft.us/v1.0/organization", { headers: bearer })).status).toBe(200);
    expect((await sandbox.send("https://graph.microsoft.com/v1.0/organization", { headers: bearer })).status).toBe(401);
  });

  test("is refused at the commercial one, by an application's number and by a person's", async () => {
    const application = await token(PUBLIC, secretForm("https://graph.microsoft.com/.default"));
    expect([application.status, at(application.body, "error_codes", 0)]).toEqual([400, 900382]);
    const person = await sandbox.send(`${PUBLIC}/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`, {
      method: "POST",
      form: { client_id: sandbox.info.clients[0]?.clientId ?? "", scope: "User.Read" },
    });
    expect(at(person.body, "error_codes", 0)).toBe(900439);
  });

  test("does not give tokens for the commercial Graph", async () => {
    const answer = await token(GOVERNMENT, secretForm("https://graph.microsoft.com/.default"));
    expect(at(answer.body, "error_codes", 0)).toBe(500011);
  });
});

test("a commercial tenant is refused at the US Government's login service as one of another cloud", async () => {
  const commercial = await startTestSandbox({ dir: await preparedFolder() });
  try {
    const form = { client_id: commercial.info.clients[0]?.clientId ?? "", scope: "User.Read" };
    const where = `${GOVERNMENT}/${commercial.info.tenantId}/oauth2/v2.0/devicecode`;
    const { body } = await commercial.send(where, { method: "POST", form });
    expect(at(body, "error_codes", 0)).toBe(90038);
    expect(at(body, "error_description")).toContain("National Cloud 'microsoftonline.com'");
  } finally {
    await commercial.close();
  }
});

test("instance discovery lists every cloud's names, and refuses other hosts", async () => {
  const discover = (endpoint: string) =>
    sandbox.send(
      `${PUBLIC}/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(endpoint)}`,
    );
  const { body } = await discover(`${GOVERNMENT}/${sandbox.info.tenantId}/oauth2/v2.0/authorize`);
  const aliases = listAt(body, "metadata").flatMap((one) => listAt(one, "aliases"));
  expect(aliases).toEqual(
    expect.arrayContaining([
      "login.microsoftonline.com",
      "login.microsoftonline.us",
      "login.partner.microsoftonline.cn",
      "login.chinacloudapi.cn",
    ]),
  );
  expect(at(body, "tenant_discovery_endpoint")).toBe(
    `${GOVERNMENT}/${sandbox.info.tenantId}/v2.0/.well-known/openid-configuration`,
  );
  const refused = await discover("https://login.example.com/common/oauth2/v2.0/authorize");
  expect(at(refused.body, "error")).toBe("invalid_instance");
});

describe("an application for several tenants", () => {
  test("signs in where it was consented to; one of a single tenant only at home", async () => {
    const partner = await startTestSandbox({ dir: await preparedFolder(), scenario: "adatum-msp" });
    try {
      const status = await partner.send(`${PUBLIC}/$sandbox/status`);
      const [home, customer] = listAt(status.body, "tenants").map((one) => String(at(one, "tenantId")));
      const [many, single] = partner.info.clients;
      const outcome = async (tenant: string | undefined, client = many) => {
        const form = {
          grant_type: "client_credentials",
          client_id: client?.clientId ?? "",
          client_secret: client?.clientSecret ?? "",
          scope: "https://graph.microsoft.com/.default",
        };
        const answer = await partner.send(`${PUBLIC}/${tenant ?? ""}/oauth2/v2.0/token`, { method: "POST", form });
        return answer.status === 200 ? accessClaims(answer)["tid"] : at(answer.body, "error_codes", 0);
      };
      expect(await outcome(home)).toBe(home);
      expect(await outcome(customer)).toBe(customer);
      expect([await outcome(home, single), await outcome(customer, single)]).toEqual([home, 700016]);
    } finally {
      await partner.close();
    }
  });
});

test.each([
  ["public", "bb70e231-92dc-4729-aff5-697b3f04be95", "93625bc8-bfe2-437a-97e0-3d0060024faa"],
  ["usgov", "47c980b8-449c-4b30-99e6-aeb22a11a023", "2e5ecfc8-ea79-48bd-8140-c19324acb278"],
  ["china", "4cd4e808-f9db-48e3-9455-51ed99ea5ebe", "93625bc8-bfe2-437a-97e0-3d0060024faa"],
] as const)("the ids of Microsoft's own in the cloud %s", (cloud, roleId, passwordReset) => {
  const read = publishedPermissions(FIRST_PARTY.microsoftGraph, cloud).find(
    (one) => one.value === "OnPremDirectorySynchronization.Read.All",
  );
  expect(read?.roleId).toBe(roleId);
  expect(firstPartyAppId("passwordReset", cloud)).toBe(passwordReset);
  expect(firstPartyName(passwordReset, cloud)).toBe("Microsoft password reset service");
});
