// The same as azuredeploy.json, for those who use Bicep or azd; a test compares the two.
// Not compiled here, nor deployed: no Bicep compiler has read this file yet. What is said of Azure's behaviour stands unverified
// where a comment says so.

metadata description = 'aadc-cloud as a scheduled function app: Flex Consumption, no shared keys, one identity with the roles it needs, and alerts on the watch itself.'

targetScope = 'resourceGroup'

@description('What the resources\' names begin with: letters, digits and hyphens (hyphens are left out). Azure refuses anything else, and this template cannot say so beforehand.')
@minLength(2)
@maxLength(20)
param namePrefix string = 'aadc'

@description('Region of all resources; Flex Consumption is not offered in every region.')
param location string = resourceGroup().location

@description('When the check runs: six fields, the first of them seconds, in UTC.')
param schedule string = '0 */15 * * * *'

@description('When exclusions past their time are looked for: six fields, in UTC.')
param expireSchedule string = '0 7 * * * *'

@description('Node.js of the function app.')
@allowed([
  '22'
  '24'
])
param nodeVersion string = '22'

@description('The tenant to watch, or the home tenant of many.')
param tenantId string = subscription().tenantId

@description('Several tenants, as the setting AADC_TENANTS takes them; empty for the one of tenantId.')
param tenants string = ''

@description('Name of the Entra Connect server that should be active; empty to leave that open.')
param activeServer string = ''

@description('Whether the app may end exclusions past their time. Without it, it only reads and reports.')
param allowWrites bool = false

@description('How the app signs in to Microsoft Graph: as its managed identity, or as a multi-tenant application with the identity as federated credential or with a certificate of the key vault.')
@allowed([
  'managed-identity'
  'federated'
  'certificate'
])
param auth string = 'managed-identity'

@description('Client id of the multi-tenant application; needed unless auth is managed-identity, and not used with it.')
param clientId string = ''

@description('Name of the certificate in the key vault of this deployment, which is put there after the first deployment; needed when auth is certificate.')
param certificateSecretName string = ''

@description('Who may read the status page: whoever has the function key, or who signs in with Entra. This template does not set up App Service authentication: for entra, do so before the page is relied upon.')
@allowed([
  'function'
  'entra'
])
param statusAuth string = 'function'

@description('For how many days the app keeps the history of its runs in its tables.')
@minValue(1)
param retentionDays int = 30

@description('From which severity on a finding is sent to the alert channels.')
@allowed([
  'error'
  'warning'
  'info'
])
param alertSeverity string = 'warning'

@description('Other app settings by name, such as AADC_METRICS_TO, AADC_MAINTENANCE_UNTIL or AADC_MIN_VERSION. They go before those of the other parameters. What is set in the portal instead is taken off by the next deployment.')
param moreSettings object = {}

@description('Address of a Teams workflow that posts alerts; a secret, kept in the key vault. Empty for none.')
@secure()
param teamsUrl string = ''

@description('Address of a Slack webhook; a secret, kept in the key vault. Empty for none.')
@secure()
param slackUrl string = ''

@description('Address of a webhook of your own; a secret, kept in the key vault. Empty for none.')
@secure()
param webhookUrl string = ''

@description('Key by which calls of the webhook are signed (HMAC); kept in the key vault. Empty for none.')
@secure()
param webhookSecret string = ''

@description('Mailbox that alerts are sent from, through Microsoft Graph; empty for no mail.')
param mailFrom string = ''

@description('Whom alerts are sent to by mail; empty for no mail.')
param mailTo string = ''

@description('How many instances there may be at once. 40 was the lowest that Azure took when Flex Consumption was new; smaller numbers are not verified.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Memory of an instance; 512 is enough for small tenants.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('Whom Azure Monitor tells when the app itself fails or falls silent. Empty: alerts are raised in the portal, and nobody is told.')
param operatorEmail string = ''

@description('How long there may be no successful check before an alert is raised. It must be longer than the interval of schedule.')
@allowed([
  'PT30M'
  'PT1H'
  'PT2H'
  'PT3H'
  'PT4H'
  'PT5H'
  'PT6H'
  'P1D'
  'P2D'
])
param silenceWindow string = 'PT1H'

@description('Whether the storage account can be reached from public networks, with a role all the same. Disabled needs private endpoints and a virtual network for the app, which this template does not make.')
@allowed([
  'Enabled'
  'Disabled'
])
param storagePublicNetworkAccess string = 'Enabled'

@description('Purge protection of the key vault. Once on, it cannot be taken off: the vault\'s name stays taken for 90 days after a deletion.')
param purgeProtection bool = true

var plainPrefix = toLower(replace(namePrefix, '-', ''))
var token = uniqueString(resourceGroup().id)
var baseName = '${plainPrefix}-${token}'
var storageName = '${take(plainPrefix, 11)}${token}'
var vaultName = 'kv-${take(plainPrefix, 8)}${token}'
var siteName = 'func-${baseName}'
var containerName = 'function-app'
var queueNames = [
  'aadc-verify'
  'aadc-expire'
  'aadc-verify-poison'
  'aadc-expire-poison'
]
var tableNames = [
  'aadcstate'
  'aadcruns'
  'aadctenants'
]
var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${baseName}'
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageName
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: storagePublicNetworkAccess
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobService
  name: containerName
  properties: {
    publicAccess: 'None'
  }
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [for name in queueNames: {
  parent: queueService
  name: name
}]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2023-05-01' = {
  parent: storage
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2023-05-01' = [for name in tableNames: {
  parent: tableService
  name: name
}]

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${baseName}'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${baseName}'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

// Not verified: that what a function's host does when it reads a queue is not logged as StorageWrite too. If it is, the
// workspace takes in more than is needed.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: queueService
  name: 'poison-queues'
  properties: {
    workspaceId: workspace.id
    logs: [
      {
        category: 'StorageWrite'
        enabled: true
      }
    ]
  }
}

// Azure refuses enablePurgeProtection with the value false; it must be absent.
resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: vaultName
  location: location
  properties: {
    sku: {
      family: 'A'
      name: 'standard'
    }
    tenantId: subscription().tenantId
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: purgeProtection ? true : null
  }
}

resource teamsSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(teamsUrl)) {
  parent: vault
  name: 'aadc-alert-teams-url'
  properties: {
    value: teamsUrl
  }
}

resource slackSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(slackUrl)) {
  parent: vault
  name: 'aadc-alert-slack-url'
  properties: {
    value: slackUrl
  }
}

resource webhookUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(webhookUrl)) {
  parent: vault
  name: 'aadc-alert-webhook-url'
  properties: {
    value: webhookUrl
  }
}

resource webhookKeySecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(webhookSecret)) {
  parent: vault
  name: 'aadc-alert-webhook-secret'
  properties: {
    value: webhookSecret
  }
}

// Storage Blob Data Owner: the host's locks, the timers' state, the package.
resource mayUseBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identity.id, roles.storageBlobDataOwner)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// Storage Queue Data Contributor: one message for each tenant.
resource mayUseQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identity.id, roles.storageQueueDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// Storage Table Data Contributor: history, state, tenants.
resource mayUseTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, identity.id, roles.storageTableDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// Key Vault Secrets User: the alert channels' secrets, and the certificate.
resource mayReadSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, roles.keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// Monitoring Metrics Publisher: telemetry without an instrumentation key.
resource maySendTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, identity.id, roles.monitoringMetricsPublisher)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${baseName}'
  location: location
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

// It waits for the roles, so that its first start finds them. Not verified: how long a new role takes to be known everywhere; a
// first deployment of the package may have to be repeated.
resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: siteName
  location: location
  kind: 'functionapp,linux'
  tags: {
    'azd-service-name': 'watch'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageName}.blob.${environment().suffixes.storage}/${containerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
    }
  }
  dependsOn: [
    container
    mayUseBlobs
    mayUseQueues
    mayUseTables
    mayReadSecrets
    maySendTelemetry
  ]
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

// One object instead of a list in the site, so that what is optional is absent when it is empty.
var settings = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AADC_SCHEDULE: schedule
  AADC_EXPIRE_SCHEDULE: expireSchedule
  AZURE_TENANT_ID: tenantId
  AADC_AUTH: auth
  AADC_TABLES: 'https://${storageName}.table.${environment().suffixes.storage}'
  AADC_ALLOW_WRITES: allowWrites ? 'true' : 'false'
  AADC_STATUS_AUTH: statusAuth
  AADC_RETENTION_DAYS: string(retentionDays)
  AADC_ALERT_SEVERITY: alertSeverity
}
var wishedSettings = union(
  empty(tenants) ? {} : { AADC_TENANTS: tenants },
  empty(activeServer) ? {} : { AADC_ACTIVE_SERVER: activeServer },
  empty(mailFrom) ? {} : { AADC_ALERT_MAIL_FROM: mailFrom },
  empty(mailTo) ? {} : { AADC_ALERT_MAIL_TO: mailTo },
  auth == 'certificate' && !empty(certificateSecretName) ? { AADC_CERTIFICATE: 'keyvault:${vaultName}/${certificateSecretName}' } : {}
)
var secretSettings = union(
  empty(teamsUrl) ? {} : { AADC_ALERT_TEAMS_URL: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=aadc-alert-teams-url)' },
  empty(slackUrl) ? {} : { AADC_ALERT_SLACK_URL: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=aadc-alert-slack-url)' },
  empty(webhookUrl) ? {} : { AADC_ALERT_WEBHOOK_URL: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=aadc-alert-webhook-url)' },
  empty(webhookSecret) ? {} : { AADC_ALERT_WEBHOOK_SECRET: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=aadc-alert-webhook-secret)' }
)

resource siteSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: union(
    settings,
    wishedSettings,
    moreSettings,
    secretSettings,
    {
      AzureWebJobsStorage__clientId: identity.properties.clientId
      AADC_IDENTITY_CLIENT_ID: identity.properties.clientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'
    },
    auth == 'managed-identity' ? { AZURE_CLIENT_ID: identity.properties.clientId } : empty(clientId) ? {} : { AZURE_CLIENT_ID: clientId }
  )
  dependsOn: [
    queues
    tables
    teamsSecret
    slackSecret
    webhookUrlSecret
    webhookKeySecret
  ]
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(operatorEmail)) {
  name: 'ag-${baseName}'
  location: 'Global'
  properties: {
    groupShortName: 'aadc-cloud'
    enabled: true
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: operatorEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

var alertActions = {
  actionGroups: empty(operatorEmail) ? [] : [actionGroup.id]
}

// Not verified: that AppRoleName is the function app's name. The empty table keeps the query valid before the first telemetry has
// made AppRequests.
resource failing 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'failing-${baseName}'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'A function of the watch fails, or is not heard'
    description: 'A function ended with an error in the last quarter of an hour, or a channel did not take an alert.'
    severity: 2
    enabled: true
    scopes: [workspace.id]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'union isfuzzy=true (datatable(TimeGenerated: datetime, AppRoleName: string, Success: bool) []), (AppRequests | where Success == false), (AppTraces | where SeverityLevel >= 3 and (Message contains "alert-not-sent" or Message contains "channel-misconfigured")) | where AppRoleName =~ "${siteName}"'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: alertActions
  }
}

// It tells of messages that come, not of those that lie there: Azure's metric of messages does not know single queues. Not
// verified: which of ObjectKey and Uri names the queue.
resource poison 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'poison-${baseName}'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'A tenant\'s turn was given up'
    description: 'A message came into a poison queue: the app tried it several times and gave up.'
    severity: 2
    enabled: true
    scopes: [workspace.id]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    autoMitigate: false
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'union isfuzzy=true (datatable(TimeGenerated: datetime, AccountName: string, OperationName: string, ObjectKey: string, Uri: string) []), StorageQueueLogs | where AccountName =~ "${storageName}" and OperationName == "PutMessage" and (ObjectKey contains "-poison" or Uri contains "-poison")'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: alertActions
  }
}

// It fires until the first check after a deployment, too. It counts requests: host.json must exclude Request from sampling. Not
// verified: that OperationName is the function's name.
resource silent 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'silent-${baseName}'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'The watch is silent'
    description: 'No check has ended well for as long as silenceWindow says: the watch does not run, or fails each time.'
    severity: 1
    enabled: true
    scopes: [workspace.id]
    evaluationFrequency: 'PT15M'
    windowSize: silenceWindow
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: 'union isfuzzy=true (datatable(TimeGenerated: datetime, AppRoleName: string, OperationName: string, Success: bool) []), AppRequests | where AppRoleName =~ "${siteName}" and OperationName =~ "verify-tenant" and Success == true | summarize Executions = count()'
          timeAggregation: 'Total'
          metricMeasureColumn: 'Executions'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: alertActions
  }
}

output functionAppName string = siteName
output functionAppHostName string = site.properties.defaultHostName
output identityClientId string = identity.properties.clientId
output identityPrincipalId string = identity.properties.principalId
output storageAccountName string = storageName
output keyVaultName string = vaultName
