import { afterAll, beforeAll, expect, test } from "vitest";
import { ARM_SCOPE, at, listAt, startTestSandbox, type TestSandbox, textAt } from "./sandbox-client.js";

let sandbox: TestSandbox;
let admin: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  admin = await sandbox.userToken(ARM_SCOPE);
});
afterAll(() => sandbox.close());

const PROVIDER = "/providers/Microsoft.ADHybridHealthService";
const SERVICE = `${PROVIDER}/services/AadSyncService-contoso.onmicrosoft.com`;
const VERSION = "api-version=2014-01-01";

async function member(name: string) {
  const { body } = await sandbox.arm(admin, `${SERVICE}/servicemembers?${VERSION}`);
  return listAt(body, "value").find((one) => at(one, "machineName") === name);
}

test("the version is demanded", async () => {
  expect((await sandbox.arm(admin, `${PROVIDER}/services`)).body).toMatchObject({
    error: { code: "MissingApiVersionParameter" },
  });
  expect((await sandbox.arm(admin, `${PROVIDER}/services?api-version=2020-01-01`)).body).toMatchObject({
    error: { code: "InvalidApiVersionParameter" },
  });
});

test("one service, and its odd shapes", async () => {
  const configuration = await sandbox.arm(admin, `${PROVIDER}/configuration?${VERSION}`);
  expect(configuration.body).toMatchObject({
    aadPremium: true,
    onboarded: true,
    initialDomain: "contoso.onmicrosoft.com",
  });
  expect(configuration.headers).toHaveProperty("x-ms-request-id");
  const services = await sandbox.arm(admin, `${PROVIDER}/services?serviceType=AadSyncService&${VERSION}`);
  expect(services.body).toMatchObject({
    value: [{ serviceName: "AadSyncService-contoso.onmicrosoft.com", type: "AadSyncService" }],
    nextLink: null,
    totalCount: 0,
    continuationToken: null,
  });
  expect(
    listAt((await sandbox.arm(admin, `${PROVIDER}/services?serviceType=AdFederationService&${VERSION}`)).body, "value"),
  ).toEqual([]);
});

test("the old entry is disabled and silent since 2022, the new one uploads", async () => {
  const old = await member("AADC-OLD");
  expect(old).toMatchObject({ disabled: true, createdDate: "0001-01-01T00:00:00", role: "AadSync_AadConnectSync_1.0" });
  expect(textAt(old, "lastDisabled")).toMatch(/^2023-01-.*\.\d{7}Z$/u);
  const fresh = await member("AADC-NEW");
  expect(at(fresh, "monitoringConfigurationsComputed")).toContainEqual({ key: "StagingMode", value: "True" });
  const uploads = async (one: unknown) =>
    (await sandbox.arm(admin, `${SERVICE}/servicemembers/${textAt(one, "serviceMemberId")}/datafreshness?${VERSION}`))
      .body;
  expect(textAt(await uploads(old), 0, "value")).toMatch(/^2022-12-/u);
  expect(Date.now() - Date.parse(textAt(await uploads(fresh), 0, "value"))).toBeLessThan(6 * 60_000);
  const configuration = await sandbox.arm(
    admin,
    `${SERVICE}/servicemembers/${textAt(fresh, "serviceMemberId")}/serviceconfiguration?${VERSION}`,
  );
  expect(configuration.body).toMatchObject({ version: "2.6.3.0" });
});

test("rights: a listed application, not any", async () => {
  const listed = await sandbox.appToken(ARM_SCOPE);
  const unlisted = await sandbox.appToken(ARM_SCOPE, 1);
  expect((await sandbox.arm(listed, `${PROVIDER}/services?${VERSION}`)).status).toBe(200);
  const refused = await sandbox.arm(unlisted, `${PROVIDER}/services?${VERSION}`);
  expect([refused.status, at(refused.body, "error", "code")]).toEqual([403, "AuthorizationFailed"]);
  expect((await sandbox.send(`https://management.azure.com${PROVIDER}/services?${VERSION}`)).status).toBe(401);
});

test("confirm=false disables, confirm=true removes, twice is 404; a disabled entry goes after 30 days", async () => {
  const old = `${SERVICE}/servicemembers/${textAt(await member("AADC-OLD"), "serviceMemberId")}`;
  const removed = await sandbox.arm(admin, `${old}?confirm=true&${VERSION}`, { method: "DELETE" });
  expect([removed.status, removed.body]).toEqual([200, undefined]);
  expect(await member("AADC-OLD")).toBeUndefined();
  expect((await sandbox.arm(admin, `${old}?confirm=true&${VERSION}`, { method: "DELETE" })).status).toBe(404);
  const fresh = `${SERVICE}/servicemembers/${textAt(await member("AADC-NEW"), "serviceMemberId")}`;
  expect((await sandbox.arm(admin, `${fresh}?${VERSION}`, { method: "DELETE" })).status).toBe(200);
  expect(await member("AADC-NEW")).toMatchObject({ disabled: true });
  await sandbox.send("https://localhost/$sandbox/do", { method: "POST", json: { event: ["advance", "31d"] } });
  expect(await member("AADC-NEW")).toBeUndefined();
});
