// A template as real ones are that make a function app with an identity of its own, and the requests around it.
import type { TestSandbox } from "../sandbox-client.js";
import { RESOURCES, ROLE } from "./azure-tenant.js";

const STORAGE = "[resourceId('Microsoft.Storage/storageAccounts', variables('storage'))]";
const IDENTITY = "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', variables('identity'))]";

export function functionTemplate(): Record<string, unknown> & { resources: Record<string, unknown>[] } {
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: {
      name: { type: "string", minLength: 2, maxLength: 20 },
      location: { type: "string", defaultValue: "[resourceGroup().location]" },
      tier: { type: "string", defaultValue: "FC1", allowedValues: ["FC1", "EP1"] },
      key: { type: "secureString", defaultValue: "" },
      watched: { type: "bool", defaultValue: false },
    },
    variables: {
      storage:
        "[take(toLower(format('st{0}{1}', replace(parameters('name'), '-', ''), uniqueString(resourceGroup().id))), 24)]",
      identity: "[concat('id-', parameters('name'))]",
      settings: { FUNCTIONS_EXTENSION_VERSION: "~4" },
    },
    resources: [
      {
        type: "Microsoft.Web/sites",
        apiVersion: "2024-04-01",
        name: "[parameters('name')]",
        location: "[parameters('location')]",
        kind: "functionapp,linux",
        identity: { type: "UserAssigned", userAssignedIdentities: { [IDENTITY]: {} } },
        dependsOn: [IDENTITY, "[resourceId('Microsoft.Web/serverfarms', 'plan')]"],
        properties: {
          serverFarmId: "[resourceId('Microsoft.Web/serverfarms', 'plan')]",
          siteConfig: {
            appSettings: [{ name: "AZURE_CLIENT_ID", value: `[reference(${IDENTITY.slice(1, -1)}).clientId]` }],
          },
          functionAppConfig: {
            deployment: {
              storage: {
                type: "blobContainer",
                value: "[concat(reference(variables('storage')).primaryEndpoints.blob, 'packages')]",
                authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: IDENTITY },
              },
            },
          },
        },
      },
      {
        type: "Microsoft.Web/serverfarms",
        apiVersion: "2024-04-01",
        name: "plan",
        location: "[parameters('location')]",
        sku: { name: "[parameters('tier')]" },
        properties: { reserved: true },
      },
      {
        type: "Microsoft.Storage/storageAccounts",
        apiVersion: "2024-01-01",
        name: "[variables('storage')]",
        location: "[parameters('location')]",
        sku: { name: "Standard_LRS" },
        properties: { allowSharedKeyAccess: false },
        resources: [
          {
            type: "blobServices/containers",
            apiVersion: "2024-01-01",
            name: "default/packages",
            dependsOn: [STORAGE],
            properties: {},
          },
        ],
      },
      {
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
        apiVersion: "2023-01-31",
        name: "[variables('identity')]",
        location: "[parameters('location')]",
      },
      {
        type: "Microsoft.Authorization/roleAssignments",
        apiVersion: "2022-04-01",
        name: "[guid(resourceGroup().id, variables('identity'), 'storage')]",
        scope: "[format('Microsoft.Storage/storageAccounts/{0}', variables('storage'))]",
        dependsOn: [STORAGE],
        properties: {
          roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${ROLE.blobDataOwner}')]`,
          principalId: `[reference(${IDENTITY.slice(1, -1)}, '2023-01-31').principalId]`,
          principalType: "ServicePrincipal",
        },
      },
      {
        type: "Microsoft.OperationalInsights/workspaces",
        apiVersion: "2023-09-01",
        name: "logs",
        condition: "[parameters('watched')]",
        location: "[parameters('location')]",
      },
    ],
    outputs: {
      host: { type: "string", value: "[reference(parameters('name')).defaultHostName]" },
      identityId: { type: "string", value: IDENTITY },
      secret: { type: "securestring", value: "[parameters('key')]" },
    },
  };
}

export const FUNCTION_STEPS = 6;

/** The body of a deployment. */
export function deploymentOf(template: unknown, values: Readonly<Record<string, unknown>> = { name: "fn-health" }) {
  const parameters = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
  return { properties: { mode: "Incremental", template, parameters } };
}

/** The path of a deployment, and what follows its name. */
export function deploymentPath(group: string, name: string, rest = ""): string {
  return `${group}/providers/Microsoft.Resources/deployments/${name}${rest}?${RESOURCES}`;
}

export type TestAnswer = Awaited<ReturnType<TestSandbox["send"]>>;
