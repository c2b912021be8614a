// Places where the template is broken to see that a check notices: names, expressions, settings and secrets.

export interface Breakage {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  /** A part of what is said about it. */
  readonly says: string;
}

export const BROKEN_NAMES: readonly Breakage[] = [
  {
    what: "a parameter that is not declared",
    from: "[parameters('schedule')]",
    to: "[parameters('shedule')]",
    says: "the parameter shedule is not declared",
  },
  {
    what: "a parameter that nothing uses",
    from: "[parameters('schedule')]",
    to: "0 0 * * * *",
    says: "the parameter schedule is not used",
  },
  {
    what: "a variable that is not declared",
    from: "[variables('planName')]",
    to: "[variables('plan')]",
    says: "the variable plan is not declared",
  },
  {
    what: "a variable that nothing uses",
    from: '"containerName": "function-app"',
    to: '"containerName": "function-app", "spare": "x"',
    says: "the variable spare is not used",
  },
  {
    what: "a variable that needs itself",
    from: "[uniqueString(resourceGroup().id)]",
    to: "[variables('baseName')]",
    says: "the variable baseName needs itself",
  },
  {
    what: "a function that there is not",
    from: "[toLower(replace(",
    to: "[lower(replace(",
    says: "the function lower is not known",
  },
  {
    what: "too many arguments",
    from: "[uniqueString(resourceGroup().id)]",
    to: "[uniqueString(resourceGroup('x').id)]",
    says: "resourceGroup is given 1 arguments",
  },
  {
    what: "a bracket that is not closed",
    from: "[uniqueString(resourceGroup().id)]",
    to: "[uniqueString(resourceGroup().id]",
    says: '")" is missing',
  },
  {
    what: "a value of format that the text does not take",
    from: "format('id-{0}'",
    to: "format('id'",
    says: "format leaves a value out",
  },
  {
    what: "reference() in a variable",
    from: '"containerName": "function-app"',
    to: '"containerName": "[reference(variables(\'storageName\')).name]"',
    says: "where nothing is deployed yet",
  },
  {
    what: "a parameter without a description",
    from: '"description": "Node.js of the function app."',
    to: '"description": ""',
    says: "the parameter nodeVersion has no description",
  },
  {
    what: "a default that is not allowed",
    from: '"defaultValue": "22"',
    to: '"defaultValue": "20"',
    says: `nodeVersion may not be "20"`,
  },
  {
    what: "a schedule of five fields",
    from: '"0 */15 * * * *"',
    to: '"*/15 * * * *"',
    says: "schedule: 5 fields instead of six",
  },
  {
    what: "a schedule with a minute too many",
    from: '"0 7 * * * *"',
    to: '"0 60 * * * *"',
    says: 'expireSchedule: "60" is no field of minutes',
  },
];

export const BROKEN_SETTINGS: readonly Breakage[] = [
  {
    what: "a setting that nobody reads",
    from: '"AADC_AUTH": "[parameters(\'auth\')]",',
    to: '"AADC_AUTH": "[parameters(\'auth\')]", "AADC_SPARE": "x",',
    says: "the setting AADC_SPARE is not known",
  },
  {
    what: "a setting that is gone",
    from: '"AADC_AUTH": "[parameters(\'auth\')]",',
    to: '"AADC_OUTH": "[parameters(\'auth\')]",',
    says: "the setting AADC_AUTH is missing",
  },
  {
    what: "a setting that is there and empty",
    from: "if(empty(parameters('tenants')), createObject(), createObject('AADC_TENANTS', parameters('tenants')))",
    to: "createObject('AADC_TENANTS', parameters('tenants'))",
    says: 'the setting AADC_TENANTS is ""',
  },
  {
    what: "a secret in clear",
    from: "createObject('AADC_ALERT_TEAMS_URL', format('@Microsoft.KeyVault(VaultName={0};SecretName=aadc-alert-teams-url)', variables('vaultName')))",
    to: "createObject('AADC_ALERT_TEAMS_URL', parameters('teamsUrl'))",
    says: "teamsUrl stands in clear in",
  },
  {
    what: "a secret in an output",
    from: '"value": "[variables(\'vaultName\')]"',
    to: '"value": "[parameters(\'webhookSecret\')]"',
    says: "a secret parameter in clear in outputs.keyVaultName.value",
  },
  {
    what: "a reference to a secret that is not there",
    from: "SecretName=aadc-alert-slack-url",
    to: "SecretName=aadc-alert-slack",
    says: "the setting AADC_ALERT_SLACK_URL refers to",
  },
  {
    what: "a secret with a default",
    from: '"type": "securestring",\n      "defaultValue": ""',
    to: '"type": "securestring",\n      "defaultValue": "https://teams.example"',
    says: "the secret parameter teamsUrl has a default",
  },
];
