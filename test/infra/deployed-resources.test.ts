// What a deployment makes: names, closed doors, the function app, alerts.
import { describe, expect, test } from "vitest";
import { isObject, listAt, objectAt, textAt } from "../contract/json.js";
import { deployment, ofType, type Placed, type Values } from "./deployment.js";
import { DEPLOYMENTS } from "./deployment-values.js";
import { parsed, TEMPLATE_TEXT } from "./template-file.js";

const template = parsed(TEMPLATE_TEXT);
const EVERYTHING = DEPLOYMENTS["everything given"];

function all(type: string, values: Values = {}): readonly Placed[] {
  return ofType(deployment(template, values).resources, type);
}

function properties(type: string, values: Values = {}) {
  const [one, ...more] = all(type, values);
  expect(more).toEqual([]);
  return objectAt(one?.body, "properties");
}

describe("names", () => {
  test.each(["aadc", "AB", "a-b-c-d-e", "contoso-sync-watch-20", "1contoso", "x--"])(
    "of the prefix %s are Azure's",
    (prefix) => {
      const namePrefix = prefix.slice(0, 20);
      expect(all("Microsoft.Storage/storageAccounts", { namePrefix })[0]?.name).toMatch(/^[a-z0-9]{3,24}$/);
      expect(all("Microsoft.KeyVault/vaults", { namePrefix })[0]?.name).toMatch(
        /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/,
      );
      expect(all("Microsoft.Web/sites", { namePrefix })[0]?.name).toMatch(/^(?!.*--)[a-z][a-z0-9-]{0,58}[a-z0-9]$/);
    },
  );

  test.each(["a", "contoso-sync-watch-210"])("the prefix %s is refused", (namePrefix) => {
    expect(() => deployment(template, { namePrefix })).toThrow("namePrefix");
  });

  test("of queues, tables and the container are the app's", () => {
    const last = (type: string) => all(type).map(({ name }) => name.split("/").at(-1));
    expect(last("Microsoft.Storage/storageAccounts/queueServices/queues")).toEqual([
      ...["aadc-verify", "aadc-expire", "aadc-verify-poison", "aadc-expire-poison"],
    ]);
    expect(last("Microsoft.Storage/storageAccounts/tableServices/tables")).toEqual([
      "aadcstate",
      "aadcruns",
      "aadctenants",
    ]);
    expect(last("Microsoft.Storage/storageAccounts/blobServices/containers")).toEqual(["function-app"]);
  });
});

describe("doors", () => {
  test("the storage account takes no shared keys and shows nothing to the public", () => {
    expect(properties("Microsoft.Storage/storageAccounts")).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: "TLS1_2",
      supportsHttpsTrafficOnly: true,
      publicNetworkAccess: "Enabled",
    });
    expect(properties("Microsoft.Storage/storageAccounts", EVERYTHING)["publicNetworkAccess"]).toBe("Disabled");
  });

  test("telemetry needs a role", () => {
    expect(properties("Microsoft.Insights/components")["DisableLocalAuth"]).toBe(true);
  });

  test("the key vault goes by roles; purge protection is on or absent, for Azure refuses false", () => {
    const vault = (values: Values) => properties("Microsoft.KeyVault/vaults", values);
    expect(vault({})).toMatchObject({
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      enablePurgeProtection: true,
    });
    expect(vault({ purgeProtection: false })["enablePurgeProtection"]).toBeNull();
  });

  test("nobody publishes with a password", () => {
    const policies = all("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
    expect(policies.map(({ name }) => name.split("/").at(-1)).sort()).toEqual(["ftp", "scm"]);
    expect(policies.every(({ body }) => objectAt(body, "properties")["allow"] === false)).toBe(true);
  });
});

describe("the function app", () => {
  test.each([
    ["nothing given", {}, "22", 40, 2048],
    ["everything given", EVERYTHING, "24", 100, 512],
  ] as const)("with %s", (_, values, version, maximumInstanceCount, instanceMemoryMB) => {
    const identity = all("Microsoft.ManagedIdentity/userAssignedIdentities", values)[0]?.id ?? "";
    const storage = all("Microsoft.Storage/storageAccounts", values)[0]?.name ?? "";
    expect(all("Microsoft.Web/sites", values)[0]?.body).toMatchObject({
      kind: "functionapp,linux",
      tags: { "azd-service-name": "watch" },
      identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
      properties: {
        httpsOnly: true,
        keyVaultReferenceIdentity: identity,
        siteConfig: { minTlsVersion: "1.2", ftpsState: "Disabled" },
        functionAppConfig: {
          deployment: {
            storage: {
              type: "blobContainer",
              value: `https://${storage}.blob.core.windows.net/function-app`,
              authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity },
            },
          },
          scaleAndConcurrency: { maximumInstanceCount, instanceMemoryMB },
          runtime: { name: "node", version },
        },
      },
    });
    expect(all("Microsoft.Web/serverfarms", values)[0]?.body).toMatchObject({
      kind: "functionapp",
      sku: { name: "FC1", tier: "FlexConsumption" },
      properties: { reserved: true },
    });
  });

  test("it waits for its roles and its container", () => {
    const site = all("Microsoft.Web/sites")[0];
    for (const { id } of all("Microsoft.Authorization/roleAssignments")) expect(site?.dependsOn).toContain(id);
    expect(site?.dependsOn).toContain(all("Microsoft.Storage/storageAccounts/blobServices/containers")[0]?.id);
  });
});

describe("alerts on the watch itself", () => {
  const rules = (values: Values = {}) => all("Microsoft.Insights/scheduledQueryRules", values);
  const rule = (name: string, values: Values = {}) =>
    objectAt(rules(values).find((one) => one.name.startsWith(name))?.body, "properties");
  const criterion = (name: string) => listAt(objectAt(rule(name), "criteria"), "allOf").filter(isObject)[0] ?? {};

  test("on failures, alerts that no channel took, and poison messages: more than none", () => {
    expect(rules()).toHaveLength(3);
    const site = all("Microsoft.Web/sites")[0]?.name ?? "";
    const storage = all("Microsoft.Storage/storageAccounts")[0]?.name ?? "";
    expect(criterion("failing")).toMatchObject({ timeAggregation: "Count", operator: "GreaterThan", threshold: 0 });
    expect(textAt(criterion("failing"), "query")).toContain(`| where AppRoleName =~ "${site}"`);
    for (const event of ["alert-not-sent", "channel-misconfigured"])
      expect(textAt(criterion("failing"), "query")).toContain(`Message contains "${event}"`);
    expect(criterion("poison")).toMatchObject({ timeAggregation: "Count", operator: "GreaterThan", threshold: 0 });
    expect(textAt(criterion("poison"), "query")).toContain(
      `AccountName =~ "${storage}" and OperationName == "PutMessage"`,
    );
  });

  test("on silence: fewer than one success in the window, counted so that none is a row as well", () => {
    expect(criterion("silent")).toMatchObject({
      timeAggregation: "Total",
      metricMeasureColumn: "Executions",
      operator: "LessThan",
      threshold: 1,
    });
    expect(textAt(criterion("silent"), "query")).toMatch(
      /OperationName =~ "verify-tenant" and Success == true \| summarize Executions = count\(\)$/,
    );
    expect(rule("silent")["windowSize"]).toBe("PT1H");
    expect(rule("silent", EVERYTHING)["windowSize"]).toBe("P1D");
    expect(rule("silent")["severity"]).toBe(1);
  });

  test("each query stands before its table does", () => {
    for (const name of ["failing", "poison", "silent"])
      expect(textAt(criterion(name), "query")).toMatch(/^union isfuzzy=true \(datatable\(/);
  });

  test("the queues' writes are logged where the alert looks", () => {
    const workspaceId = all("Microsoft.OperationalInsights/workspaces")[0]?.id;
    const [logs] = all("Microsoft.Insights/diagnosticSettings");
    expect(logs?.scope).toMatch(/\/queueServices\/default$/);
    expect(objectAt(logs?.body, "properties")).toEqual({
      workspaceId,
      logs: [{ category: "StorageWrite", enabled: true }],
    });
    expect(rule("poison")["scopes"]).toEqual([workspaceId]);
  });

  test("the operator is told if there is one", () => {
    expect(all("Microsoft.Insights/actionGroups")).toEqual([]);
    expect(rule("silent")["actions"]).toEqual({ actionGroups: [] });
    const [group] = all("Microsoft.Insights/actionGroups", EVERYTHING);
    expect(objectAt(group?.body, "properties")["emailReceivers"]).toMatchObject([
      { emailAddress: "ops@contoso.example" },
    ]);
    for (const name of ["failing", "poison", "silent"])
      expect(rule(name, EVERYTHING)["actions"]).toEqual({ actionGroups: [group?.id] });
  });
});
