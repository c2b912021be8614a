// Places where the template is broken to see that a check notices: resources and rights.
import type { Breakage } from "./breakages-of-names.js";

const STORAGE_ID = "[resourceId('Microsoft.Storage/storageAccounts', variables('storageName'))]";

export const BROKEN_RESOURCES: readonly Breakage[] = [
  {
    what: "an id with a name too few",
    from: "resourceId('Microsoft.Storage/storageAccounts/queueServices', variables('storageName'), 'default')",
    to: "resourceId('Microsoft.Storage/storageAccounts/queueServices', variables('storageName'))",
    says: "takes 2 names and is given 1",
  },
  {
    what: "an id of something that is not declared",
    from: "\"serverFarmId\": \"[resourceId('Microsoft.Web/serverfarms', variables('planName'))]\"",
    to: "\"serverFarmId\": \"[resourceId('Microsoft.Web/serverfarms', variables('siteName'))]\"",
    says: "which is not declared",
  },
  {
    what: "a dependency on a loop that there is not",
    from: '        "queues",\n',
    to: '        "queue",\n',
    says: "depends on queue, which is not declared",
  },
  {
    what: "a cycle",
    from: '"type": "Microsoft.ManagedIdentity/userAssignedIdentities",',
    to: '"dependsOn": ["[resourceId(\'Microsoft.Web/sites\', variables(\'siteName\'))]"], "type": "Microsoft.ManagedIdentity/userAssignedIdentities",',
    says: "waits for itself",
  },
  {
    what: "a resource that reads another and does not wait for it",
    from: "\"[resourceId('Microsoft.Storage/storageAccounts', variables('storageName'))]\",\n        \"[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', variables('identityName'))]\"",
    to: "\"[resourceId('Microsoft.Storage/storageAccounts', variables('storageName'))]\"",
    says: "and does not wait for it",
  },
  {
    what: "a child that does not wait for its parent",
    from: `"dependsOn": ["${STORAGE_ID}"]`,
    to: '"dependsOn": []',
    says: "and does not wait for it",
  },
  {
    what: "an API version that nobody has seen",
    from: '"apiVersion": "2024-04-01"',
    to: '"apiVersion": "2024-04-31"',
    says: "no known API version 2024-04-31",
  },
  {
    what: "the same queue twice",
    from: '["aadc-verify", "aadc-expire",',
    to: '["aadc-verify", "aadc-verify",',
    says: "is declared twice",
  },
  {
    what: "a storage account's name with a hyphen",
    from: "[concat(take(variables('plainPrefix'), 11), variables('token'))]",
    to: "[concat(take(variables('plainPrefix'), 10), '-', variables('token'))]",
    says: "Microsoft.Storage/storageAccounts may not be called",
  },
  {
    what: "a key vault's name of 25 characters",
    from: "take(variables('plainPrefix'), 8)",
    to: "take(variables('plainPrefix'), 9)",
    says: "Microsoft.KeyVault/vaults may not be called",
  },
  {
    what: "an extension of something that is not declared",
    from: "\"scope\": \"[resourceId('Microsoft.Storage/storageAccounts/queueServices', variables('storageName'), 'default')]\"",
    to: "\"scope\": \"[resourceId('Microsoft.Storage/storageAccounts/fileServices', variables('storageName'), 'default')]\"",
    says: "fileServices/default, which is not declared",
  },
  {
    what: "a short name that is too long",
    from: '"groupShortName": "aadc-cloud"',
    to: '"groupShortName": "aadc-cloud-watch"',
    says: "the action group's short name is too long",
  },
  {
    what: "a reference to what a condition leaves out",
    from: '"value": "[variables(\'vaultName\')]"',
    to: "\"value\": \"[reference(resourceId('Microsoft.Insights/actionGroups', variables('actionGroupName'))).name]\"",
    says: "is not deployed",
  },
];

export const BROKEN_RIGHTS: readonly Breakage[] = [
  {
    what: "Owner",
    from: "4633458b-17de-408a-b874-0445c86b69e6",
    to: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    says: "the role Owner is assigned",
  },
  {
    what: "a role too few",
    from: "4633458b-17de-408a-b874-0445c86b69e6",
    to: "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    says: "the role Key Vault Secrets User is not assigned",
  },
  {
    what: "a role at the whole resource group",
    from: `"scope": "${STORAGE_ID}",`,
    to: "",
    says: "Storage Blob Data Owner is assigned at the resource group",
  },
  {
    what: "a role of somebody else",
    from: ".principalId]",
    to: ".clientId]",
    says: "Storage Blob Data Owner is not the identity's",
  },
  {
    what: "a role whose kind of principal is left open",
    from: '"principalType": "ServicePrincipal"',
    to: '"principalType": "User"',
    says: "is not for a service principal",
  },
  {
    what: "an assignment whose name is no GUID",
    from: "[guid(resourceId('Microsoft.KeyVault/vaults', variables('vaultName')), resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', variables('identityName')), variables('roles').keyVaultSecretsUser)]",
    to: "may-read-secrets",
    says: "may-read-secrets is no GUID",
  },
];
