// The function app's settings in an evaluated template.
import { objectAt } from "../contract/json.js";
import { ofType, type Placed } from "./deployment.js";
import { SECRETS } from "./deployment-values.js";

export const SETTINGS = {
  always: [
    ...["AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId"],
    ...["APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"],
    ...[
      "AADC_SCHEDULE",
      "AADC_EXPIRE_SCHEDULE",
      "AZURE_TENANT_ID",
      "AADC_AUTH",
      "AADC_IDENTITY_CLIENT_ID",
      "AADC_TABLES",
    ],
    ...["AADC_ALLOW_WRITES", "AADC_STATUS_AUTH", "AADC_RETENTION_DAYS", "AADC_ALERT_SEVERITY"],
  ],
  wished: [
    ...["AZURE_CLIENT_ID", "AADC_CERTIFICATE", "AADC_TENANTS", "AADC_ACTIVE_SERVER", "AADC_ALERT_TEAMS_URL"],
    ...["AADC_ALERT_SLACK_URL", "AADC_ALERT_WEBHOOK_URL", "AADC_ALERT_WEBHOOK_SECRET"],
    ...["AADC_ALERT_MAIL_FROM", "AADC_ALERT_MAIL_TO", "AADC_METRICS_TO", "AADC_MIN_VERSION"],
  ],
} as const;

export function settingsOf(resources: readonly Placed[]): Readonly<Record<string, unknown>> {
  const found = ofType(resources, "Microsoft.Web/sites/config").filter(({ name }) => name.endsWith("/appsettings"));
  return found[0] === undefined ? {} : objectAt(found[0].body, "properties");
}

export function settingProblems(resources: readonly Placed[]): readonly string[] {
  const settings = settingsOf(resources);
  const known: readonly string[] = [...SETTINGS.always, ...SETTINGS.wished];
  return [
    ...SETTINGS.always.filter((name) => !(name in settings)).map((name) => `the setting ${name} is missing`),
    ...Object.entries(settings).flatMap(([name, value]) => [
      ...(known.includes(name) ? [] : [`the setting ${name} is not known`]),
      ...(typeof value === "string" && value !== "" ? [] : [`the setting ${name} is ${JSON.stringify(value)}`]),
    ]),
    ...dangling(settings, resources),
    ...resources
      .filter(({ type }) => type !== "Microsoft.KeyVault/vaults/secrets")
      .flatMap(({ id, body }) => leaked(body).map((name) => `${name} stands in clear in ${id}`)),
  ];
}

/** Names of the secrets that a piece of an evaluated template shows. */
export function leaked(piece: unknown): readonly string[] {
  const written = JSON.stringify(piece);
  return Object.entries(SECRETS).flatMap(([name, value]) => (written.includes(value) ? [name] : []));
}

/** A setting that refers to a secret which is not deployed, or not in this deployment's vault, would stay unresolved. */
function dangling(settings: Readonly<Record<string, unknown>>, resources: readonly Placed[]): readonly string[] {
  const secrets = ofType(resources, "Microsoft.KeyVault/vaults/secrets").map(({ name }) => name);
  return Object.entries(settings).flatMap(([name, value]) => {
    const [, vault, secret] =
      /^@Microsoft\.KeyVault\(VaultName=([^;]+);SecretName=([^)]+)\)$/.exec(String(value)) ?? [];
    if (vault === undefined || secret === undefined) return [];
    return secrets.includes(`${vault}/${secret}`)
      ? []
      : [`the setting ${name} refers to ${vault}/${secret}, which is not deployed`];
  });
}
