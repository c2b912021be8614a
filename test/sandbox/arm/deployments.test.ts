// Deployments: from the template to what is there, what went wrong on the way, and what would change.
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { claimsOf } from "../login-browser.js";
import { at, listAt, startTestSandbox, textAt } from "../sandbox-client.js";
import { type AzureSandbox, assign, RESOURCES, ROLE, startAzure } from "./azure-tenant.js";
import {
  deploymentOf,
  deploymentPath,
  FUNCTION_STEPS,
  functionTemplate,
  type TestAnswer,
} from "./function-template.js";

let sandbox: AzureSandbox;
let group: string;

beforeAll(async () => {
  sandbox = await startAzure();
  group = await sandbox.group("rg-functions");
});
afterAll(() => sandbox.close());

const codeOf = ({ status, body }: TestAnswer) => [status, at(body, "error", "code")];
const start = (name: string, json: unknown, where = group) =>
  sandbox.asOwner(deploymentPath(where, name), { method: "PUT", json });
const read = async (name: string, rest = "", where = group) =>
  (await sandbox.asOwner(deploymentPath(where, name, rest))).body;
const stateOf = async (name: string, where = group) =>
  at(await read(name, "", where), "properties", "provisioningState");

/** A deployment that has come to its end. */
async function deploy(name: string, json: unknown, where = group) {
  const answer = await start(name, json, where);
  if (answer.status > 201) throw new Error(JSON.stringify(answer.body));
  await sandbox.advance("1m");
  return read(name, "", where);
}

const assignmentTemplate = (name: string, principalId: string, more: object = {}) => ({
  ...functionTemplate(),
  parameters: {},
  variables: {},
  outputs: {},
  resources: [
    {
      type: "Microsoft.Authorization/roleAssignments",
      apiVersion: "2022-04-01",
      name,
      properties: {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${ROLE.reader}`,
        principalId,
        ...more,
      },
    },
  ],
});

describe("a deployment", () => {
  test("is accepted, runs, and succeeds as time passes, one resource after the other", async () => {
    const accepted = await start("first", deploymentOf(functionTemplate()));
    expect(accepted).toMatchObject({
      status: 201,
      body: {
        id: `${group}/providers/Microsoft.Resources/deployments/first`,
        name: "first",
        type: "Microsoft.Resources/deployments",
        properties: {
          provisioningState: "Accepted",
          mode: "Incremental",
          parameters: {
            name: { type: "String", value: "fn-health" },
            location: { type: "String", value: "westeurope" },
            key: { type: "SecureString" },
          },
        },
      },
    });
    const operation = accepted.headers["azure-asyncoperation"]?.replace("https://management.azure.com", "") ?? "";
    const status = async () => at((await sandbox.asOwner(operation)).body, "status");
    expect(await status()).toBe("Accepted");
    expect(listAt(await read("first", "/operations"), "value")).toHaveLength(1);
    expect(codeOf(await start("first", deploymentOf(functionTemplate())))).toEqual([409, "DeploymentActive"]);
    await sandbox.advance("5s");
    expect([await status(), await stateOf("first")]).toEqual(["Running", "Running"]);
    const operations = listAt(await read("first", "/operations"), "value");
    expect(operations.map((one) => at(one, "properties", "provisioningState"))).toEqual([
      "Succeeded",
      "Succeeded",
      "Running",
    ]);
    expect(at(await read("first"), "properties", "outputs")).toBeUndefined();
    await sandbox.advance("10s");
    expect([await status(), await stateOf("first")]).toEqual(["Succeeded", "Succeeded"]);
    const done = await read("first");
    expect(at(done, "properties", "outputs")).toEqual({
      host: { type: "String", value: "fn-health.azurewebsites.net" },
      identityId: {
        type: "String",
        value: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fn-health`,
      },
      secret: { type: "SecureString" },
    });
    expect(listAt(done, "properties", "outputResources")).toHaveLength(FUNCTION_STEPS);
    expect(
      listAt((await sandbox.asOwner(`${group}/providers/Microsoft.Resources/deployments?${RESOURCES}`)).body, "value"),
    ).toEqual([done]);
  });

  test("leaves resources that are found by their ids in any version", async () => {
    const site = await sandbox.asOwner(`${group}/providers/microsoft.web/SITES/fn-health?api-version=2022-09-01`);
    expect(site).toMatchObject({
      status: 200,
      body: {
        name: "fn-health",
        type: "Microsoft.Web/sites",
        location: "westeurope",
        kind: "functionapp,linux",
        properties: {
          state: "Running",
          defaultHostName: "fn-health.azurewebsites.net",
          hostNameSslStates: [
            { name: "fn-health.azurewebsites.net", hostType: "Standard" },
            { name: "fn-health.scm.azurewebsites.net", hostType: "Repository" },
          ],
        },
      },
    });
    const identity = await sandbox.asOwner(
      `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fn-health?api-version=2023-01-31`,
    );
    const { principalId, clientId } = { principalId: "", clientId: "", ...Object(at(identity.body, "properties")) } as {
      principalId: string;
      clientId: string;
    };
    const assigned = Object.values(Object(at(site.body, "identity", "userAssignedIdentities")) as object);
    expect(assigned).toEqual([{ principalId, clientId }]);
    expect(at(site.body, "properties", "siteConfig", "appSettings", 0, "value")).toBe(clientId);
    const storage = at(site.body, "properties", "functionAppConfig", "deployment", "storage", "value");
    expect(storage).toMatch(/^https:\/\/stfnhealth[a-z2-7]{13}\.blob\.core\.windows\.net\/packages$/u);

    const account = /^https:\/\/(?<name>[^.]+)/u.exec(String(storage))?.groups?.["name"] ?? "";
    const accountPath = `${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
    const container = await sandbox.asOwner(
      `${accountPath}/blobServices/default/containers/packages?api-version=2024-01-01`,
    );
    expect(at(container.body, "type")).toBe("Microsoft.Storage/storageAccounts/blobServices/containers");
    const roles = await sandbox.asOwner(
      `${accountPath}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
    );
    expect(listAt(roles.body, "value").map((one) => at(one, "properties", "principalId"))).toContain(principalId);
    const missing = await sandbox.asOwner(
      `${group}/providers/Microsoft.OperationalInsights/workspaces/logs?api-version=2023-09-01`,
    );
    expect(codeOf(missing)).toEqual([404, "ResourceNotFound"]);
    expect((await sandbox.asOwner(`${accountPath}?api-version=latest`)).status).toBe(400);
  });

  test("brings its identity into the directory, which gives it tokens by client id and by resource", async () => {
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fn-health`;
    const clientId = textAt((await sandbox.asOwner(`${id}?api-version=2023-01-31`)).body, "properties", "clientId");
    const token = await sandbox.appToken();
    const { body } = await sandbox.graph(token, `/v1.0/servicePrincipals(appId='${clientId}')`);
    expect(body).toMatchObject({ displayName: "id-fn-health", servicePrincipalType: "ManagedIdentity" });
    for (const [name, value] of [
      ["client_id", clientId],
      ["mi_res_id", id],
    ] as const) {
      const query = { "api-version": "2019-08-01", resource: "https://management.azure.com", [name]: value };
      const response = await request(`https://localhost/msi/token?${new URLSearchParams(query).toString()}`, {
        dispatcher: sandbox.agent,
        headers: { "x-identity-header": sandbox.info.managedIdentity?.header ?? "" },
      });
      expect(claimsOf(textAt(await response.body.json(), "access_token"))).toMatchObject({ appid: clientId });
    }
  });

  test("done again keeps identities and roles, and is a success", async () => {
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fn-health?api-version=2023-01-31`;
    const before = (await sandbox.asOwner(id)).body;
    expect((await start("first", deploymentOf(functionTemplate()))).status).toBe(200);
    await sandbox.advance("1m");
    expect(await stateOf("first")).toBe("Succeeded");
    expect((await sandbox.asOwner(id)).body).toEqual(before);
    const [operation] = listAt(await read("first", "/operations"), "value");
    expect(at(operation, "properties", "statusCode")).toBe("OK");
  });

  test("registers the providers that it needs", async () => {
    const { body } = await sandbox.asOwner(`${sandbox.subscription}/providers/Microsoft.Web?${RESOURCES}`);
    expect(at(body, "registrationState")).toBe("Registered");
  });

  test("that is cancelled leaves what it has made", async () => {
    const other = await sandbox.group("rg-cancelled");
    await start("cut", deploymentOf(functionTemplate()), other);
    await sandbox.advance("3s");
    const path = deploymentPath(other, "cut", "/cancel");
    expect((await sandbox.asOwner(path, { method: "POST" })).status).toBe(204);
    await sandbox.advance("1m");
    expect(await stateOf("cut", other)).toBe("Canceled");
    expect(listAt(await read("cut", "/operations", other), "value")).toHaveLength(1);
    const site = `${other}/providers/Microsoft.Web/sites/fn-health?api-version=2024-04-01`;
    expect((await sandbox.asOwner(site)).status).toBe(404);
    expect(codeOf(await sandbox.asOwner(path, { method: "POST" }))).toEqual([409, "DeploymentCannotBeCancelled"]);
    expect((await start("cut", deploymentOf(functionTemplate()), other)).status).toBe(200);
  });

  test("that fails says at which resource, and why", async () => {
    const gone = "99999999-9999-4999-8999-999999999999";
    const template = assignmentTemplate("3c7d9c64-3f0d-4a43-9f53-000000000001", gone);
    const started = await start("failing", deploymentOf(template, {}));
    const operation = started.headers["azure-asyncoperation"]?.replace("https://management.azure.com", "") ?? "";
    await sandbox.advance("1m");
    expect(await read("failing")).toMatchObject({
      properties: {
        provisioningState: "Failed",
        error: { code: "DeploymentFailed", details: [{ code: "PrincipalNotFound" }] },
      },
    });
    expect((await sandbox.asOwner(operation)).body).toMatchObject({
      status: "Failed",
      error: { code: "DeploymentFailed" },
    });
    expect(listAt(await read("failing", "/operations"), "value")).toMatchObject([
      { properties: { provisioningState: "Failed", statusMessage: { error: { code: "PrincipalNotFound" } } } },
    ]);
  });

  test("gives a role once: under another name it exists already", async () => {
    const id = "3c7d9c64-3f0d-4a43-9f53-00000000000";
    await deploy("role", deploymentOf(assignmentTemplate(`${id}1`, sandbox.otherId), {}));
    expect(await stateOf("role")).toBe("Succeeded");
    const again = await deploy("again", deploymentOf(assignmentTemplate(`${id}2`, sandbox.otherId), {}));
    expect(at(again, "properties", "error", "details", 0, "code")).toBe("RoleAssignmentExists");
  });

  test("goes with its group, and its identity out of the directory", async () => {
    const other = await sandbox.group("rg-gone");
    await deploy("all", deploymentOf(functionTemplate()), other);
    const id = `${other}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fn-health?api-version=2023-01-31`;
    const clientId = textAt((await sandbox.asOwner(id)).body, "properties", "clientId");
    const removed = await sandbox.asOwner(`${other}?${RESOURCES}`, { method: "DELETE" });
    const poll = removed.headers["location"]?.replace("https://management.azure.com", "") ?? "";
    expect((await sandbox.asOwner(poll)).status).toBe(202);
    await sandbox.advance("1m");
    expect((await sandbox.asOwner(poll)).status).toBe(200);
    expect(codeOf(await sandbox.asOwner(id))).toEqual([404, "ResourceGroupNotFound"]);
    const gone = await sandbox.graph(await sandbox.appToken(), `/v1.0/servicePrincipals(appId='${clientId}')`);
    expect(gone.status).toBe(404);
  });

  test("is kept when the sandbox starts again in the middle", async () => {
    const first = await startAzure();
    const own = await first.group("rg");
    await first.asOwner(deploymentPath(own, "kept"), { method: "PUT", json: deploymentOf(functionTemplate()) });
    await first.running.stop();
    const again = await startTestSandbox({ dir: first.dir });
    await again.send("https://localhost/$sandbox/do", { method: "POST", json: { event: ["advance", "1m"] } });
    const token = await again.appToken("https://management.azure.com/.default");
    const { body } = await again.arm(token, deploymentPath(own, "kept"));
    expect(at(body, "properties", "provisioningState")).toBe("Succeeded");
    await again.close();
  });
});

describe("a deployment is refused", () => {
  const valid = functionTemplate();
  const without = (key: string) => Object.fromEntries(Object.entries(valid).filter(([name]) => name !== key));
  const withResource = (resource: object) => ({ ...valid, outputs: {}, resources: [...valid.resources, resource] });
  const plain = { type: "Microsoft.Web/serverfarms", apiVersion: "2024-04-01", name: "other" };

  test.each([
    ["without a template", undefined, {}, "expected object"],
    ["without $schema", without("$schema"), {}, "Required property '$schema' not found in JSON"],
    ["without contentVersion", without("contentVersion"), {}, "'contentVersion'"],
    ["without resources", without("resources"), {}, "resources"],
    ["with a member that no template has", { ...valid, more: 1 }, { name: "ab" }, "Could not find member 'more'"],
    ["without a parameter", valid, {}, "The value for the template parameter 'name' is not provided"],
    ["with one that is not known", valid, { name: "ab", colour: "red" }, "The template parameters 'colour'"],
    ["with one of another type", valid, { name: 1 }, "expected 'String', actual 'Integer'"],
    ["with one that is not allowed", valid, { name: "ab", tier: "Y1" }, "allowed value(s): 'FC1,EP1'"],
    ["with one that is too long", valid, { name: "a".repeat(21) }, "less than or equal to '20'"],
    ["with an unknown function", withResource({ ...plain, name: "[listKeys('a')]" }), { name: "ab" }, "'listKeys'"],
    ["with a broken expression", withResource({ ...plain, name: "[concat('a'" + "]" }), { name: "ab" }, "is not valid"],
    [
      "with an unknown variable",
      withResource({ ...plain, name: "[variables('x')]" }),
      { name: "ab" },
      "'x' is not found",
    ],
    [
      "with names that do not fit a type",
      withResource({ ...plain, name: "a/b" }),
      { name: "ab" },
      "incorrect segment lengths",
    ],
    ["with a resource twice", withResource({ ...plain, name: "plan" }), { name: "ab" }, "defined multiple times"],
    [
      "needing what is not there",
      withResource({ ...plain, dependsOn: ["nothing"] }),
      { name: "ab" },
      "is not defined in the template",
    ],
    ["needing itself", withResource({ ...plain, dependsOn: ["other"] }), { name: "ab" }, "Circular dependency"],
    ["with copies that are not counted", withResource({ ...plain, copy: { name: "c" } }), { name: "ab" }, "'copy'"],
    [
      "with templates inside",
      withResource({ ...plain, type: "Microsoft.Resources/deployments" }),
      { name: "ab" },
      "within a template",
    ],
  ])("%s", async (_, template, values, message) => {
    for (const rest of ["", "/validate", "/whatIf"]) {
      const method = rest === "" ? "PUT" : "POST";
      const json = deploymentOf(template, values);
      const answer = await sandbox.asOwner(deploymentPath(group, "refused", rest), { method, json });
      expect(codeOf(answer)).toEqual([400, "InvalidTemplate"]);
      expect(textAt(answer.body, "error", "message")).toContain(message);
    }
  });

  test.each([
    ["of a mode that deletes", { properties: { mode: "Complete", template: valid } }, 501, "NotImplemented"],
    [
      "behind a link",
      { properties: { mode: "Incremental", templateLink: { uri: "https://x" } } },
      501,
      "NotImplemented",
    ],
    ["without a mode", { properties: { template: valid } }, 400, "InvalidRequestContent"],
    [
      "with a namespace that nobody knows",
      deploymentOf(withResource({ ...plain, type: "Contoso.Own/things" }), { name: "ab" }),
      404,
      "InvalidResourceNamespace",
    ],
  ])("%s", async (_, json, status, code) => {
    expect(codeOf(await start("refused", json))).toEqual([status, code]);
  });

  test("with names that their types forbid, each of them named", async () => {
    const names = [
      ["Microsoft.Storage/storageAccounts", "st-orage"],
      ["Microsoft.Web/sites", "-site"],
    ] as const;
    const resources = names.map(([type, name]) => ({ type, apiVersion: "2024-01-01", name }));
    const answer = await start("refused", deploymentOf({ ...valid, resources, outputs: {} }));
    expect(codeOf(answer)).toEqual([400, "InvalidTemplateDeployment"]);
    expect(listAt(answer.body, "error", "details")).toMatchObject([
      { code: "AccountNameInvalid" },
      { code: "BadRequest" },
    ]);
  });

  test("with a bad name, in a group that is not there, and unknown ones are not found", async () => {
    expect(codeOf(await start("a%20b", deploymentOf(valid)))).toEqual([400, "InvalidDeploymentName"]);
    expect(codeOf(await start("a", deploymentOf(valid), `${sandbox.subscription}/resourceGroups/none`))).toEqual([
      404,
      "ResourceGroupNotFound",
    ]);
    expect(codeOf(await sandbox.asOwner(deploymentPath(group, "none")))).toEqual([404, "DeploymentNotFound"]);
  });

  test("to whoever has no right to one of its resources, or to register a provider", async () => {
    const own = await startAzure((tenant) => {
      const scope = `/subscriptions/${tenant.azure.subscriptions[0]?.id ?? ""}/resourceGroups/rg`;
      assign(tenant, scope, ROLE.contributor, tenant.servicePrincipals[1]?.id ?? "");
    });
    const where = await own.group("rg");
    const put = (json: unknown) => own.asOther(deploymentPath(where, "first"), { method: "PUT", json });
    const refused = await put(deploymentOf(valid));
    expect(codeOf(refused)).toEqual([403, "InvalidTemplateDeployment"]);
    expect(textAt(refused.body, "error", "message")).toContain(
      "'Microsoft.Authorization/roleAssignments/write' at scope",
    );
    const rest = {
      ...valid,
      resources: valid.resources.filter((one) => !String(one["type"]).includes("Authorization")),
    };
    expect(codeOf(await put(deploymentOf(rest)))).toEqual([409, "MissingSubscriptionRegistration"]);
    for (const namespace of ["Web", "Storage", "ManagedIdentity"]) {
      await own.asOwner(`${own.subscription}/providers/Microsoft.${namespace}/register?${RESOURCES}`, {
        method: "POST",
      });
    }
    expect((await put(deploymentOf(rest))).status).toBe(201);
    await own.close();
  });
});

describe("what would change", () => {
  async function whatIf(template: unknown, where: string, settings: object = {}) {
    const { properties } = deploymentOf(template);
    const json = { properties: { ...properties, ...settings } };
    const accepted = await sandbox.asOwner(deploymentPath(where, "wi", "/whatIf"), { method: "POST", json });
    expect([accepted.status, Number(accepted.headers["retry-after"]) > 0]).toEqual([202, true]);
    const poll = accepted.headers["location"]?.replace("https://management.azure.com", "") ?? "";
    expect((await sandbox.asOwner(poll)).status).toBe(202);
    await sandbox.advance("1m");
    const { status, body } = await sandbox.asOwner(poll);
    expect([status, at(body, "status")]).toEqual([200, "Succeeded"]);
    return listAt(body, "properties", "changes");
  }

  test("is all of it in an empty group; what is not known yet stays an expression", async () => {
    const empty = await sandbox.group("rg-empty");
    const changes = await whatIf(functionTemplate(), empty);
    expect(changes.map((one) => at(one, "changeType"))).toEqual(Array.from({ length: FUNCTION_STEPS }, () => "Create"));
    const role = changes.find((one) => textAt(one, "resourceId").includes("roleAssignments"));
    expect(textAt(role, "after", "properties", "principalId")).toMatch(/^\[reference\(/u);
    expect((await sandbox.asOwner(deploymentPath(empty, "wi"))).status).toBe(404);
  });

  test("is nothing after the deployment, and afterwards what differs", async () => {
    const where = await sandbox.group("rg-changed");
    await deploy("first", deploymentOf(functionTemplate()), where);
    const same = await whatIf(functionTemplate(), where);
    expect(same.map((one) => at(one, "changeType"))).toEqual(Array.from({ length: FUNCTION_STEPS }, () => "NoChange"));
    const template = functionTemplate();
    const [site, plan, ...rest] = template.resources;
    const changed = {
      ...template,
      resources: [
        { ...site, tags: { owner: "identity" }, properties: { httpsOnly: true, siteConfig: { appSettings: [] } } },
        { ...plan, sku: { name: "EP1" } },
        ...rest.filter((one) => !String(one["type"]).includes("roleAssignments")),
      ],
    };
    const changes = await whatIf(changed, where);
    const ofType = (type: string) => changes.find((one) => textAt(one, "resourceId").includes(type));
    expect(ofType("/sites/")).toMatchObject({
      changeType: "Modify",
      delta: [
        { path: "properties.httpsOnly", propertyChangeType: "Create", after: true },
        { path: "properties.siteConfig.appSettings", propertyChangeType: "Array" },
        { path: "tags", propertyChangeType: "Create", after: { owner: "identity" } },
      ],
    });
    expect(ofType("/serverfarms/")).toMatchObject({
      changeType: "Modify",
      delta: [{ path: "sku.name", propertyChangeType: "Modify", before: "FC1", after: "EP1" }],
    });
    const brief = await whatIf({ ...template, resources: rest }, where, {
      whatIfSettings: { resultFormat: "ResourceIdOnly" },
    });
    const ignored = brief.filter((one) => at(one, "changeType") === "Ignore");
    expect(ignored).toHaveLength(2);
    expect(Object.keys(Object(ignored[0]) as object)).toEqual(["resourceId", "changeType"]);
  });

  test("validation says which resources it has looked at", async () => {
    const json = deploymentOf(functionTemplate());
    const { status, body } = await sandbox.asOwner(deploymentPath(group, "v", "/validate"), { method: "POST", json });
    expect([status, at(body, "properties", "provisioningState")]).toEqual([200, "Succeeded"]);
    expect(listAt(body, "properties", "validatedResources")).toHaveLength(FUNCTION_STEPS);
  });
});
