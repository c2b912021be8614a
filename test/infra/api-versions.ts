// API versions that exist, with where each was seen. A type that is not here has to be looked up first.
//
// flex:   Azure-Samples/azure-functions-flex-consumption-samples, IaC/armtemplate/azuredeploy.json
// public: templates in public repositories name type and version together (Bicep: type@version)
// pulumi: pulumi.com/registry/packages/azure-native, "Other available API versions" of the type
export const API_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "Microsoft.Authorization/roleAssignments": ["2022-04-01"], // flex
  "Microsoft.Insights/actionGroups": ["2023-01-01"], // public
  "Microsoft.Insights/components": ["2020-02-02"], // flex
  "Microsoft.Insights/diagnosticSettings": ["2021-05-01-preview"], // public; there is no newer one without "preview"
  "Microsoft.Insights/scheduledQueryRules": ["2021-08-01", "2023-12-01"], // learn.microsoft.com/azure/templates; pulumi, public
  "Microsoft.KeyVault/vaults": ["2023-07-01"], // public
  "Microsoft.KeyVault/vaults/secrets": ["2023-07-01"], // public
  "Microsoft.ManagedIdentity/userAssignedIdentities": ["2023-01-31"], // public
  "Microsoft.OperationalInsights/workspaces": ["2023-09-01", "2025-02-01"], // public; flex
  "Microsoft.Storage/storageAccounts": ["2023-05-01", "2024-01-01"], // public; flex
  "Microsoft.Storage/storageAccounts/blobServices": ["2023-05-01", "2024-01-01"], // public; flex
  "Microsoft.Storage/storageAccounts/blobServices/containers": ["2023-05-01", "2024-01-01"], // public; flex
  "Microsoft.Storage/storageAccounts/queueServices": ["2023-05-01"], // public
  "Microsoft.Storage/storageAccounts/queueServices/queues": ["2023-05-01"], // public
  "Microsoft.Storage/storageAccounts/tableServices": ["2023-05-01"], // public
  "Microsoft.Storage/storageAccounts/tableServices/tables": ["2023-05-01"], // public
  "Microsoft.Web/serverfarms": ["2024-04-01"], // flex
  "Microsoft.Web/sites": ["2024-04-01"], // flex
  "Microsoft.Web/sites/basicPublishingCredentialsPolicies": ["2024-04-01"], // public
  "Microsoft.Web/sites/config": ["2024-04-01"], // public
};
