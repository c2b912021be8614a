// The app's settings: what they must say, and that one that is wrong is told by its name, never by a secret value.
import { describe, expect, test } from "vitest";
import { channelsIn } from "../../src/functions/settings/channel-settings.js";
import { httpsAddress, isOn, wholeNumber } from "../../src/functions/settings/environment.js";
import { signInSettings } from "../../src/functions/settings/sign-in-settings.js";
import {
  TENANTS_PARTITION,
  tenantInTable,
  tenantsInSettings,
  tenantsInTable,
} from "../../src/functions/settings/tenant-settings.js";
import { UsageError } from "../../src/shapes/errors.js";
import { memoryTable } from "../support/memory-table.js";

const ID = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";
const OTHER = "22222222-2222-4222-8222-222222222222";

const told = (found: unknown) => (found instanceof UsageError ? `${found.message} ${found.remedy}` : "");

function refused(work: () => unknown): UsageError {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("It was let through.");
}

describe("tenants", () => {
  test("one, as the app's own tenant, with what is said of it", () => {
    const environment = {
      AZURE_TENANT_ID: ID.toUpperCase(),
      AADC_ACTIVE_SERVER: "AADC02",
      AADC_ALLOW_UNKNOWN: "SYNC-003, SYNC-004",
      AADC_MAINTENANCE_UNTIL: "2026-12-01T04:00:00Z",
      AADC_MIN_VERSION: "2.5.79.0",
    };
    expect(tenantsInSettings(environment)).toEqual([
      {
        tenant: ID,
        activeServer: "AADC02",
        allowUnknown: ["SYNC-003", "SYNC-004"],
        maintenanceUntil: Date.parse("2026-12-01T04:00:00Z"),
        minVersion: "2.5.79.0",
      },
    ]);
  });

  test.each([
    ["with commas", `${ID},${OTHER}`],
    ["with spaces and lines", ` ${ID}\r\n ${OTHER} `],
    ["as JSON", JSON.stringify([ID, { tenant: OTHER }])],
  ])("several, %s; a server's name that is said for all is nobody's", (_, AADC_TENANTS) => {
    const found = tenantsInSettings({ AADC_TENANTS, AADC_ACTIVE_SERVER: "AADC02" });
    expect(found).toEqual([ID, OTHER].map((tenant) => ({ tenant, allowUnknown: [] })));
  });

  test("each with its own", () => {
    const AADC_TENANTS = JSON.stringify([{ tenant: ID, activeServer: "A", maintenanceUntil: "2026-12-01" }, OTHER]);
    expect(refused(() => tenantsInSettings({ AADC_TENANTS })).message).toContain("2026-12-01");
    const list = tenantsInSettings({ AADC_TENANTS: JSON.stringify([{ tenant: ID, activeServer: "A" }, OTHER]) });
    expect(list?.map(({ activeServer }) => activeServer)).toEqual(["A", undefined]);
  });

  test.each(['[{"tenant": ""}]', "[1]", "[", '[{"tenant":"x","activeserver":"y"}]'])("%s is no list", (text) => {
    expect(refused(() => tenantsInSettings({ AADC_TENANTS: text })).message).toContain("AADC_TENANTS");
  });

  test("none named", () => {
    expect(refused(() => tenantsInSettings({})).message).toContain("AZURE_TENANT_ID");
  });

  test("in the table", async () => {
    const table = memoryTable();
    await table.write(TENANTS_PARTITION, [
      { insert: ID, values: { name: "Contoso", activeServer: "AADC02" } },
      { insert: OTHER, values: { enabled: false } },
      { insert: "33333333-3333-4333-8333-333333333333", values: { maintenanceUntil: "tomorrow" } },
    ]);
    expect(tenantsInSettings({ AADC_TENANTS: "table" })).toBeNull();
    // The one that is not as it should be is told of when its own turn comes, and hides no other.
    expect(await tenantsInTable(table)).toEqual(["33333333-3333-4333-8333-333333333333", ID]);
    expect(await tenantInTable(table, ID, { AADC_ALLOW_UNKNOWN: "SYNC-003" })).toEqual({
      tenant: ID,
      activeServer: "AADC02",
      allowUnknown: ["SYNC-003"],
    });
    expect(await tenantInTable(table, OTHER, {})).toBeNull();
    expect(await tenantInTable(table, "44444444-4444-4444-8444-444444444444", {})).toBeNull();
    await expect(tenantInTable(table, "33333333-3333-4333-8333-333333333333", {})).rejects.toThrow("tomorrow");
  });
});

describe("signing in", () => {
  test("the identity that Azure gave, unless something else is said", () => {
    expect(signInSettings({})).toMatchObject({ kind: "managed-identity", cloud: { name: "public" } });
    expect(signInSettings({ AZURE_CLIENT_ID: "id" })).toMatchObject({ identityClientId: "id" });
  });

  test("an application of its own leaves the identity as it is", () => {
    const environment = { AADC_AUTH: "federated", AZURE_CLIENT_ID: "app", AADC_IDENTITY_CLIENT_ID: "identity" };
    expect(signInSettings(environment)).toMatchObject({
      kind: "federated",
      clientId: "app",
      identityClientId: "identity",
    });
  });

  test("a certificate in a key vault", () => {
    const environment = {
      AADC_AUTH: "certificate",
      AZURE_CLIENT_ID: "app",
      AADC_CERTIFICATE: "keyvault:My-Vault/cert-1",
    };
    expect(signInSettings(environment).certificateAt).toEqual({ vault: "my-vault", secret: "cert-1" });
  });

  test.each([
    ["a device code", { AADC_AUTH: "device-code" }, "device-code"],
    ["a browser", { AADC_AUTH: "browser" }, "browser"],
    ["the Azure CLI", { AADC_AUTH: "azure-cli" }, "azure-cli"],
    ["an unknown kind", { AADC_AUTH: "password" }, "password"],
    ["a federated application without its id", { AADC_AUTH: "federated" }, "AZURE_CLIENT_ID"],
    ["an unknown cloud", { AADC_CLOUD: "mars" }, "mars"],
    ["a certificate nowhere", { AADC_AUTH: "certificate", AADC_CERTIFICATE: "cert.pem" }, "cert.pem"],
  ])("not by %s", (_, environment, says) => {
    const error = refused(() => signInSettings(environment));
    expect(error.message).toContain(says);
    expect(error.remedy).not.toBe("");
  });
});

describe("channels", () => {
  const secret = Buffer.alloc(32, 1).toString("base64");

  test("none unless configured", () => {
    expect(channelsIn({})).toEqual([]);
    expect(channelsIn({ AADC_ALERT_TEAMS_URL: " " })).toEqual([]);
  });

  test("each with its own least severity, or that of all", () => {
    const found = channelsIn({
      AADC_ALERT_SEVERITY: "error",
      AADC_ALERT_TEAMS_URL: "https://teams.example/x",
      AADC_ALERT_SLACK_URL: "https://slack.example/x",
      AADC_ALERT_SLACK_SEVERITY: "info",
      AADC_ALERT_WEBHOOK_URL: "https://hook.example/x",
      AADC_ALERT_WEBHOOK_SECRET: `whsec_${secret}`,
      AADC_ALERT_MAIL_FROM: "watch@contoso.com",
      AADC_ALERT_MAIL_TO: "a@contoso.com, b@contoso.com",
    });
    expect(found).toMatchObject([
      { kind: "teams", least: "error" },
      { kind: "slack", least: "info" },
      { kind: "webhook", key: Buffer.alloc(32, 1) },
      { kind: "mail", to: ["a@contoso.com", "b@contoso.com"] },
    ]);
  });

  test("one that is wrong is told by itself, and the others are there", () => {
    const found = channelsIn({
      AADC_ALERT_TEAMS_URL: "http://teams.example/planted-canary-0815",
      AADC_ALERT_SLACK_URL: "https://slack.example/x",
    });
    expect(found[0]).toBeInstanceOf(UsageError);
    expect(told(found[0])).not.toContain("planted-canary-0815");
    expect(found[1]).toMatchObject({ kind: "slack" });
  });

  test.each([
    ["a webhook without its secret", { AADC_ALERT_WEBHOOK_URL: "https://x.example" }],
    ["a short secret", { AADC_ALERT_WEBHOOK_URL: "https://x.example", AADC_ALERT_WEBHOOK_SECRET: "planted" }],
    ["mail to nobody", { AADC_ALERT_MAIL_FROM: "a@contoso.com" }],
    ["mail to no address", { AADC_ALERT_MAIL_FROM: "a@contoso.com", AADC_ALERT_MAIL_TO: "somebody" }],
    ["an unknown severity", { AADC_ALERT_TEAMS_URL: "https://x.example", AADC_ALERT_SEVERITY: "loud" }],
    [
      "a key vault reference that was not resolved",
      { AADC_ALERT_TEAMS_URL: "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/teams)" },
    ],
  ])("%s", (_, environment) => {
    const [found] = channelsIn(environment);
    expect(found).toBeInstanceOf(UsageError);
    expect(told(found)).not.toContain("planted");
  });
});

describe("single values", () => {
  test("only the word true switches on", () => {
    expect([isOn({ X: "true" }, "X"), isOn({ X: "True" }, "X"), isOn({ X: "false" }, "X"), isOn({}, "X")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(refused(() => isOn({ X: "yes" }, "X")).message).toContain("yes");
  });

  test.each(["0", "-1", "1.5", "many", "99999999999"])("%s is no number of days", (X) => {
    expect(refused(() => wholeNumber({ X }, "X", 30, 1)).message).toContain("X");
  });

  test("an address loses the slash at its end", () => {
    expect(httpsAddress("X", "https://a.table.core.windows.net/")).toBe("https://a.table.core.windows.net");
  });
});
