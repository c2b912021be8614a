// Subscriptions, resource groups and resource providers, and who may do what with them.
import { ResourceManagementClient } from "@azure/arm-resources";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayInAzure } from "../../../src/sandbox/laws/azure-rbac.js";
import type { Tenant } from "../../../src/sandbox/store/tenant-state.js";
import { azureHttpClient } from "../azure-http-client.js";
import { ARM_SCOPE, at, listAt, startTestSandbox, textAt } from "../sandbox-client.js";
import { type AzureSandbox, assign, RESOURCES, ROLE, startAzure } from "./azure-tenant.js";

const SUBSCRIPTIONS = "api-version=2022-12-01";
const NOBODYS = "/subscriptions/11111111-2222-4333-8444-555555555555";

let sandbox: AzureSandbox;

beforeAll(async () => {
  sandbox = await startAzure();
});
afterAll(() => sandbox.close());

const codeOf = ({ status, body }: { readonly status: number; readonly body: unknown }) => [
  status,
  at(body, "error", "code"),
];

describe("the subscription", () => {
  test("belongs to the first administrator who signs in, and has the same id every time", async () => {
    const user = await sandbox.userToken(ARM_SCOPE);
    const { status, body } = await sandbox.arm(user, `/subscriptions?${SUBSCRIPTIONS}`);
    expect([status, at(body, "count", "value")]).toEqual([200, 1]);
    const [one] = listAt(body, "value");
    expect(one).toMatchObject({ id: sandbox.subscription, tenantId: sandbox.info.tenantId, state: "Enabled" });
    expect((await sandbox.arm(user, `${sandbox.subscription}?${SUBSCRIPTIONS}`)).body).toEqual(one);
    const again = await startTestSandbox();
    const other = await again.arm(await again.userToken(ARM_SCOPE), `/subscriptions?${SUBSCRIPTIONS}`);
    expect(at(other.body, "value", 0, "id")).toBe(sandbox.subscription);
    await again.close();
  });

  test("is not shown to others, and is refused to them by id", async () => {
    expect(listAt((await sandbox.asOther(`/subscriptions?${SUBSCRIPTIONS}`)).body, "value")).toEqual([]);
    const refused = await sandbox.asOther(`${sandbox.subscription}?${SUBSCRIPTIONS}`);
    expect(codeOf(refused)).toEqual([403, "AuthorizationFailed"]);
    expect(textAt(refused.body, "error", "message")).toContain(
      `does not have authorization to perform action 'Microsoft.Resources/subscriptions/read' over scope '${sandbox.subscription}'`,
    );
  });

  test.each([
    [NOBODYS, 404, "SubscriptionNotFound"],
    ["/subscriptions/mine", 400, "InvalidSubscriptionId"],
  ])("%s: %i %s", async (path, status, code) => {
    expect(codeOf(await sandbox.asOwner(`${path}?${SUBSCRIPTIONS}`))).toEqual([status, code]);
  });

  test("is the first tenant's only: another tenant's token is of the wrong issuer", async () => {
    const msp = await startTestSandbox({ scenario: "adatum-msp" });
    const list = await msp.arm(await msp.userToken(ARM_SCOPE), `/subscriptions?${SUBSCRIPTIONS}`);
    expect(listAt(list.body, "value")).toHaveLength(1);
    const { clientId = "", clientSecret = "" } = msp.info.clients[0] ?? {};
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: ARM_SCOPE,
    };
    const url = "https://login.microsoftonline.com/customer01.onmicrosoft.com/oauth2/v2.0/token";
    const token = textAt((await msp.send(url, { method: "POST", form })).body, "access_token");
    expect(listAt((await msp.arm(token, `/subscriptions?${SUBSCRIPTIONS}`)).body, "value")).toEqual([]);
    const path = `${textAt(list.body, "value", 0, "id")}?${SUBSCRIPTIONS}`;
    expect(codeOf(await msp.arm(token, path))).toEqual([401, "InvalidAuthenticationTokenTenant"]);
    await msp.close();
  });
});

describe("Azure roles", () => {
  const GROUP = "/subscriptions/s/resourceGroups/Mine";
  const holding = (roleId: string, scope: string) =>
    ({
      groups: [{ id: "team", securityEnabled: true, memberIds: ["member"] }],
      azure: { roleAssignments: [{ principalId: "team", roleId, scope }] },
    }) as unknown as Tenant;
  const WRITE = "Microsoft.Web/sites/write";

  test.each([
    [ROLE.owner, "Microsoft.Authorization/roleAssignments/write", true],
    [ROLE.contributor, "Microsoft.Authorization/roleAssignments/write", false],
    [ROLE.contributor, "Microsoft.Authorization/roleAssignments/read", true],
    [ROLE.contributor, WRITE, true],
    [ROLE.reader, WRITE, false],
    [ROLE.reader, "Microsoft.Web/sites/read", true],
    ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "microsoft.authorization/roleassignments/WRITE", true],
    ["de139f84-1756-47ae-9be6-808fbbe84772", WRITE, true],
    [ROLE.blobDataOwner, "Microsoft.Storage/storageAccounts/read", false],
  ])("%s, %s: %s", (role, action, expected) => {
    expect(mayInAzure(holding(role, GROUP), "member", action, GROUP)).toBe(expected);
  });

  test("hold below their scope, without regard to case, and nowhere else", () => {
    const tenant = holding(ROLE.owner, GROUP);
    expect(mayInAzure(tenant, "member", WRITE, `${GROUP.toLowerCase()}/providers/Microsoft.Web/sites/a`)).toBe(true);
    for (const scope of ["/subscriptions/s", `${GROUP}2`, "/subscriptions/s/resourceGroups/Other"]) {
      expect(mayInAzure(tenant, "member", WRITE, scope)).toBe(false);
    }
    expect(mayInAzure(tenant, "stranger", WRITE, GROUP)).toBe(false);
  });
});

describe("a resource group", () => {
  const pathOf = (name: string) => `${sandbox.subscription}/resourcegroups/${name}?${RESOURCES}`;

  test("is made, changed, listed and found without regard to case", async () => {
    const made = await sandbox.asOwner(pathOf("rg-Health"), {
      method: "PUT",
      json: { location: "West Europe", tags: { made: "here" } },
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: `${sandbox.subscription}/resourceGroups/rg-Health`,
        name: "rg-Health",
        type: "Microsoft.Resources/resourceGroups",
        location: "westeurope",
        tags: { made: "here" },
        properties: { provisioningState: "Succeeded" },
      },
    });
    const changed = await sandbox.asOwner(pathOf("RG-HEALTH"), { method: "PUT", json: { location: "westeurope" } });
    expect([changed.status, at(changed.body, "name"), at(changed.body, "tags")]).toEqual([200, "rg-Health", undefined]);
    expect((await sandbox.asOwner(pathOf("Rg-health"))).body).toEqual(changed.body);
    const list = await sandbox.asOwner(`${sandbox.subscription}/resourcegroups?${RESOURCES}`);
    expect(listAt(list.body, "value")).toEqual([changed.body]);
  });

  test.each([
    ["without a location", "rg-a", {}, 400, "LocationRequired"],
    ["with a name of other signs", "rg%20a", { location: "westeurope" }, 400, "InvalidResourceGroup"],
    ["with a name that ends in a full stop", "rg.", { location: "westeurope" }, 400, "InvalidResourceGroup"],
    ["elsewhere than it is", "rg-health", { location: "northeurope" }, 409, "InvalidResourceGroupLocation"],
    ["without an object", "rg-a", [], 400, "InvalidRequestContent"],
  ])("is refused %s", async (_, name, json, status, code) => {
    expect(codeOf(await sandbox.asOwner(pathOf(name), { method: "PUT", json }))).toEqual([status, code]);
  });

  test("that is not there is missing to those who may look, and refused to the others", async () => {
    const missing = await sandbox.asOwner(pathOf("rg-none"));
    expect(missing).toMatchObject({
      status: 404,
      body: { error: { code: "ResourceGroupNotFound", message: "Resource group 'rg-none' could not be found." } },
    });
    expect(codeOf(await sandbox.asOther(pathOf("rg-none")))).toEqual([403, "AuthorizationFailed"]);
    expect(codeOf(await sandbox.asOther(`${sandbox.subscription}/resourcegroups?${RESOURCES}`))[0]).toBe(403);
  });

  test("serves Microsoft's own client, from the question whether it is there to its deletion", async () => {
    const credential = {
      getToken: async () => ({ token: await sandbox.appToken(ARM_SCOPE), expiresOnTimestamp: Date.now() + 3_000_000 }),
    };
    const [, , id = ""] = sandbox.subscription.split("/");
    const client = new ResourceManagementClient(credential, id, { httpClient: azureHttpClient(sandbox) });
    expect(await client.resourceGroups.checkExistence("rg-sdk")).toEqual({ body: false });
    await client.resourceGroups.createOrUpdate("rg-sdk", { location: "westeurope" });
    expect(await client.resourceGroups.checkExistence("rg-sdk")).toEqual({ body: true });
    const poller = await client.resourceGroups.beginDelete("rg-sdk", { updateIntervalInMs: 1 });
    expect((await client.resourceGroups.get("rg-sdk")).properties?.provisioningState).toBe("Deleting");
    expect(
      codeOf(await sandbox.asOwner(pathOf("rg-sdk"), { method: "PUT", json: { location: "westeurope" } })),
    ).toEqual([409, "ResourceGroupBeingDeleted"]);
    await sandbox.advance("1m");
    await poller.pollUntilDone();
    expect(await client.resourceGroups.checkExistence("rg-sdk")).toEqual({ body: false });
  });

  test("a role at it is enough for it, and for nothing beside it", async () => {
    const own = await startAzure((tenant) => {
      const scope = `/subscriptions/${tenant.azure.subscriptions[0]?.id ?? ""}/resourceGroups/rg-a`;
      assign(tenant, scope, ROLE.contributor, tenant.servicePrincipals[1]?.id ?? "");
    });
    const path = (name: string) => `${own.subscription}/resourcegroups/${name}?${RESOURCES}`;
    await own.group("rg-a");
    await own.group("rg-b");
    expect((await own.asOther(path("rg-a"))).status).toBe(200);
    expect((await own.asOther(path("rg-a"), { method: "PUT", json: { location: "westeurope" } })).status).toBe(200);
    expect((await own.asOther(path("rg-b"))).status).toBe(403);
    expect(listAt((await own.asOther(`/subscriptions?${SUBSCRIPTIONS}`)).body, "value")).toHaveLength(1);
    expect((await own.asOther(`${own.subscription}?${SUBSCRIPTIONS}`)).status).toBe(200);
    await own.close();
  });
});

describe("a resource provider", () => {
  const providers = () => `${sandbox.subscription}/providers`;
  const state = async (namespace: string) =>
    at((await sandbox.asOwner(`${providers()}/${namespace}?${RESOURCES}`)).body, "registrationState");

  test("is registered on demand, after a while", async () => {
    expect(await state("Microsoft.Web")).toBe("NotRegistered");
    expect(await state("Microsoft.Authorization")).toBe("Registered");
    const asked = await sandbox.asOwner(`${providers()}/microsoft.web/register?${RESOURCES}`, { method: "POST" });
    expect(asked).toMatchObject({
      status: 200,
      body: { namespace: "Microsoft.Web", registrationState: "Registering" },
    });
    await sandbox.advance("10s");
    expect(await state("Microsoft.Web")).toBe("Registering");
    await sandbox.advance("11s");
    expect(await state("Microsoft.Web")).toBe("Registered");
    const again = await sandbox.asOwner(`${providers()}/Microsoft.Web/register?${RESOURCES}`, { method: "POST" });
    expect(at(again.body, "registrationState")).toBe("Registered");
    const list = await sandbox.asOwner(`${providers()}?${RESOURCES}`);
    expect(listAt(list.body, "value").map((one) => at(one, "namespace"))).toEqual(
      expect.arrayContaining(["Microsoft.Insights", "Microsoft.KeyVault", "Microsoft.OperationalInsights"]),
    );
  });

  test("takes as long as --lag says", async () => {
    const slow = await startAzure(undefined, { lags: { "azure-operation": { afterMs: 300_000 } } });
    const path = `${slow.subscription}/providers/Microsoft.Storage`;
    await slow.asOwner(`${path}/register?${RESOURCES}`, { method: "POST" });
    await slow.advance("4m");
    expect(at((await slow.asOwner(`${path}?${RESOURCES}`)).body, "registrationState")).toBe("Registering");
    await slow.close();
  });

  test("that nobody knows is refused, and so is everything to those without a role", async () => {
    expect(codeOf(await sandbox.asOwner(`${providers()}/Contoso.Own?${RESOURCES}`))).toEqual([
      404,
      "InvalidResourceNamespace",
    ]);
    for (const [path, method] of [
      [`${providers()}?${RESOURCES}`, "GET"],
      [`${providers()}/Microsoft.Web?${RESOURCES}`, "GET"],
      [`${providers()}/Microsoft.Web/register?${RESOURCES}`, "POST"],
    ] as const) {
      expect(codeOf(await sandbox.asOther(path, { method }))).toEqual([403, "AuthorizationFailed"]);
    }
  });
});
