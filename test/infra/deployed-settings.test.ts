// The app's settings as a deployment makes them.
import { describe, expect, test } from "vitest";
import { objectAt } from "../contract/json.js";
import { CONNECTION, IDENTITY_CLIENT } from "./after-deployment.js";
import { deployment, ofType, type Values } from "./deployment.js";
import { APP, DEPLOYMENTS, SECRETS } from "./deployment-values.js";
import { TENANT } from "./expression-functions.js";
import { leaked, SETTINGS, settingsOf } from "./setting-rules.js";
import { parsed, TEMPLATE_TEXT } from "./template-file.js";

const template = parsed(TEMPLATE_TEXT);
const deployed = (values: Values) => deployment(template, values).resources;
const settings = (values: Values) => settingsOf(deployed(values));
const nameOf = (values: Values, type: string) => ofType(deployed(values), type)[0]?.name ?? "";

test("with nothing given: what is always there, and the identity as client", () => {
  const storage = nameOf({}, "Microsoft.Storage/storageAccounts");
  expect(settings({})).toEqual({
    AzureWebJobsStorage__accountName: storage,
    AzureWebJobsStorage__credential: "managedidentity",
    AzureWebJobsStorage__clientId: IDENTITY_CLIENT,
    APPLICATIONINSIGHTS_CONNECTION_STRING: CONNECTION,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${IDENTITY_CLIENT}`,
    AADC_SCHEDULE: "0 */15 * * * *",
    AADC_EXPIRE_SCHEDULE: "0 7 * * * *",
    AZURE_TENANT_ID: TENANT,
    AADC_AUTH: "managed-identity",
    AZURE_CLIENT_ID: IDENTITY_CLIENT,
    AADC_IDENTITY_CLIENT_ID: IDENTITY_CLIENT,
    AADC_TABLES: `https://${storage}.table.core.windows.net`,
    AADC_ALLOW_WRITES: "false",
    AADC_STATUS_AUTH: "function",
    AADC_RETENTION_DAYS: "30",
    AADC_ALERT_SEVERITY: "warning",
  });
});

test("with everything given: every setting there is, secrets by reference", () => {
  const values = DEPLOYMENTS["everything given"];
  const vault = nameOf(values, "Microsoft.KeyVault/vaults");
  const made = settings(values);
  expect(Object.keys(made).sort()).toEqual([...SETTINGS.always, ...SETTINGS.wished].sort());
  expect(made).toMatchObject({
    AADC_ALLOW_WRITES: "true",
    AADC_AUTH: "certificate",
    AADC_CERTIFICATE: `keyvault:${vault}/watch-certificate`,
    AZURE_CLIENT_ID: APP,
    AADC_IDENTITY_CLIENT_ID: IDENTITY_CLIENT,
    AZURE_TENANT_ID: "00000000-0000-4000-8000-0000000000bb",
    AADC_TENANTS: "contoso.example,fabrikam.example",
    AADC_RETENTION_DAYS: "7",
    AADC_ALERT_TEAMS_URL: `@Microsoft.KeyVault(VaultName=${vault};SecretName=aadc-alert-teams-url)`,
    AADC_ALERT_WEBHOOK_SECRET: `@Microsoft.KeyVault(VaultName=${vault};SecretName=aadc-alert-webhook-secret)`,
  });
});

test("settings that have no parameter of their own go before those that have, but never before the identity", () => {
  const moreSettings = {
    AADC_MAINTENANCE_UNTIL: "2026-12-01T05:00:00Z",
    AADC_ALERT_SEVERITY: "info",
    AADC_IDENTITY_CLIENT_ID: "other",
  };
  const made = settings({ moreSettings });
  expect(made).toEqual({ ...settings({}), ...moreSettings, AADC_IDENTITY_CLIENT_ID: IDENTITY_CLIENT });
});

describe("ways to sign in", () => {
  test.each([
    { auth: "managed-identity", given: { clientId: APP }, client: IDENTITY_CLIENT, certificate: false },
    { auth: "federated", given: { clientId: APP, certificateSecretName: "c" }, client: APP, certificate: false },
    { auth: "certificate", given: { clientId: APP, certificateSecretName: "c" }, client: APP, certificate: true },
    { auth: "certificate", given: { clientId: APP }, client: APP, certificate: false },
    { auth: "certificate", given: {}, client: undefined, certificate: false },
  ])("$auth with $given", ({ auth, given, client, certificate }) => {
    const made = settings({ auth, ...given });
    expect(made["AZURE_CLIENT_ID"]).toBe(client);
    expect("AADC_CERTIFICATE" in made).toBe(certificate);
    expect(made["AADC_IDENTITY_CLIENT_ID"]).toBe(IDENTITY_CLIENT);
  });
});

describe("secrets of alert channels", () => {
  test.each(Object.entries(SECRETS))("%s alone is one secret, and one setting more", (name, value) => {
    const resources = deployed({ [name]: value });
    const secrets = ofType(resources, "Microsoft.KeyVault/vaults/secrets");
    expect(secrets.map(({ body }) => objectAt(body, "properties"))).toEqual([{ value }]);
    const more = Object.keys(settingsOf(resources)).filter((one) => !(one in settings({})));
    expect(more).toHaveLength(1);
  });

  test("they stand nowhere but in the key vault", () => {
    const { resources, outputs } = deployment(template, DEPLOYMENTS["everything given"]);
    const others = resources.filter(({ type }) => type !== "Microsoft.KeyVault/vaults/secrets");
    expect(leaked([others, outputs])).toEqual([]);
    expect(leaked(resources)).toEqual(Object.keys(SECRETS));
  });
});
