// The app's services over real HTTPS: each way to sign in at a tenant, from the app settings alone.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openWay } from "../../scripts/function-local/way-to-sandbox.mjs";
import { appServices } from "../../src/functions/app-services.js";
import { GuardError, ServiceError, SignInError, UsageError } from "../../src/shapes/errors.js";
import { readTenantName } from "../../src/tenant/organization.js";
import { caught } from "../support/caught.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { servicesUnderTest } from "../support/function-services.js";
import { sessionOn } from "../support/session-on-stage.js";

const signal = new AbortController().signal;
const VAULT = "kv-function";

let stage: Stage;
let way: { readonly port: number; readonly close: () => void };
let identity: { readonly id: string; readonly appId: string };
let certificate = "";

beforeAll(async () => {
  stage = await startStage({
    scenario: "fabrikam-app",
    runs: true,
    tenant(state) {
      const found = state.servicePrincipals.find((one) => one.servicePrincipalType === "ManagedIdentity");
      if (found === undefined) throw new Error("The scenario has no managed identity.");
      identity = { id: found.id, appId: found.appId };
      state.applications[0]?.federatedIdentityCredentials.push({
        id: randomUUID(),
        name: "function",
        issuer: `https://login.microsoftonline.com/${state.organization.id}/v2.0`,
        subject: identity.id,
        audiences: ["api://AzureADTokenExchange"],
        description: null,
      });
      const admin = state.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"));
      for (const principalId of [identity.id, admin?.id ?? ""])
        state.vaults.push({
          name: principalId === identity.id ? VAULT : `${VAULT}-2`,
          access: [
            { principalId: identity.id, permissions: ["get"] },
            { principalId: admin?.id ?? "", permissions: ["get", "set"] },
          ],
        });
    },
  });
  way = await openWay(stage.sandbox.info);
  certificate = stage.sandbox.info.clients[0]?.certificate ?? "";
});
afterAll(async () => {
  way.close();
  await stage.close();
});

/** As Azure has them, but for the addresses. */
function settings(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const { tenantId, caFile, managedIdentity } = stage.sandbox.info;
  // MSAL looks for the identity's endpoint in the process itself.
  process.env["IDENTITY_ENDPOINT"] = `http://127.0.0.1:${way.port}${managedIdentity?.endpoint ?? ""}`;
  process.env["IDENTITY_HEADER"] = managedIdentity?.header ?? "";
  onTestFinished(() => {
    delete process.env["IDENTITY_ENDPOINT"];
    delete process.env["IDENTITY_HEADER"];
  });
  return {
    AZURE_TENANT_ID: tenantId,
    AADC_TABLES: "https://unused.table.core.windows.net",
    AADC_CA_FILE: caFile,
    HTTPS_PROXY: `http://127.0.0.1:${way.port}`,
    NO_PROXY: "127.0.0.1",
    ...more,
  };
}

async function nameBy(more: Readonly<Record<string, string>>): Promise<string> {
  const services = await appServices(settings(more));
  const session = await services.open(stage.sandbox.info.tenantId, signal);
  try {
    return `${(await readTenantName(session.graph)).value.displayName} by ${session.operator.authKind}`;
  } finally {
    await session.close();
  }
}

describe("a tenant is read", () => {
  const client = () => ({ AZURE_CLIENT_ID: stage.sandbox.info.clients[0]?.clientId ?? "" });

  test("as the identity that Azure gave, without any secret", async () => {
    expect(await nameBy({})).toBe("Fabrikam by managed-identity");
    expect(await nameBy({ AZURE_CLIENT_ID: identity.appId })).toBe("Fabrikam by managed-identity");
  });

  test("as an application that trusts that identity", async () => {
    expect(await nameBy({ AADC_AUTH: "federated", ...client() })).toBe("Fabrikam by workload-identity");
  });

  test("as an application with a secret", async () => {
    const AZURE_CLIENT_SECRET = stage.sandbox.info.clients[0]?.clientSecret ?? "";
    expect(await nameBy({ AADC_AUTH: "secret", AZURE_CLIENT_SECRET, ...client() })).toBe("Fabrikam by secret");
  });

  test("as an application whose certificate is in a key vault", async () => {
    const session = await sessionOn(stage);
    await (await session.vault(VAULT)).set("app-certificate", { value: certificate, tags: {} });
    await session.close();
    const AADC_CERTIFICATE = `keyvault:${VAULT}/app-certificate`;
    expect(await nameBy({ AADC_AUTH: "certificate", AADC_CERTIFICATE, ...client() })).toBe("Fabrikam by certificate");
    const none = nameBy({ AADC_AUTH: "certificate", AADC_CERTIFICATE: `keyvault:${VAULT}/none`, ...client() });
    expect((await caught(UsageError, none)).code).toBe("certificate-missing");
  });
});

describe("what does not serve is told", () => {
  test("a wrong secret, and not what it is", async () => {
    const AZURE_CLIENT_ID = stage.sandbox.info.clients[0]?.clientId ?? "";
    const more = { AADC_AUTH: "secret", AZURE_CLIENT_ID, AZURE_CLIENT_SECRET: "planted-canary-0815" };
    const error = await caught(SignInError, nameBy(more));
    expect(error.code).toBe("AADSTS7000215");
    expect(`${error.message} ${error.remedy}`).not.toContain("planted");
  });

  test("an application that does not trust the identity", async () => {
    const AZURE_CLIENT_ID = stage.sandbox.info.clients[1]?.clientId ?? "";
    const error = await caught(SignInError, nameBy({ AADC_AUTH: "federated", AZURE_CLIENT_ID }));
    expect(error.code).toMatch(/^AADSTS70021/);
  });

  test("another tenant, which a managed identity does not serve", async () => {
    const services = await appServices(settings());
    const other = services.open("22222222-2222-4222-8222-222222222222", signal);
    expect((await caught(GuardError, other)).code).toBe("other-tenant");
  });

  test.each([
    ["AADC_TABLES", { AADC_TABLES: "" }],
    ["AZURE_TENANT_ID", { AZURE_TENANT_ID: "" }],
    ["https", { AADC_TABLES: "http://x.table.core.windows.net" }],
    ["mars", { AADC_CLOUD: "mars" }],
  ])("a setting: %s", async (says, more) => {
    const error = await caught(UsageError, appServices(settings(more)));
    expect(`${error.message} ${error.remedy}`).toContain(says);
  });
});

describe("a tenant that is named by a domain", () => {
  test("is known by its id, which is asked for once", async () => {
    const services = await appServices(settings());
    stage.newRequests();
    for (let times = 0; times < 2; times += 1)
      expect(await services.tenantIdOf("fabrikam.onmicrosoft.com")).toBe(stage.sandbox.info.tenantId);
    expect(stage.newRequests()).toHaveLength(1);
    expect(await services.tenantIdOf("AAAAAAAA-2222-4222-8222-222222222222")).toBe(
      "aaaaaaaa-2222-4222-8222-222222222222",
    );
  });

  test("and that nobody knows is told", async () => {
    await caught(ServiceError, (await appServices(settings())).tenantIdOf("nobody.example"));
  });
});

test("sessions of one identity share its token, and one that is closed takes no other's way", async () => {
  const services = await appServices(settings());
  const { tenantId } = stage.sandbox.info;
  const sessions = [await services.open(tenantId, signal), await services.open(tenantId, signal)];
  await sessions[1]?.close();
  expect((await readTenantName((sessions[0] ?? (await services.open(tenantId, signal))).graph)).value.displayName).toBe(
    "Fabrikam",
  );
  await sessions[0]?.close();
});

test("channels are made of the settings; one that is wrong is logged, and the others are there", async () => {
  const services = await appServices(
    settings({ AADC_ALERT_TEAMS_URL: "https://teams.example/x", AADC_ALERT_SLACK_URL: "http://slack.example/planted" }),
  );
  const { log, lines } = servicesUnderTest();
  expect(services.channels(log).map(({ name }) => name)).toEqual(["teams"]);
  expect(lines).toMatchObject([{ level: "error", event: "channel-misconfigured" }]);
  expect(JSON.stringify(lines)).not.toContain("planted");
});
