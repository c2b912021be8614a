// The function app's settings: what they must say, and that with them verify-sync runs over real HTTPS.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyServices } from "../../src/functions/services.js";
import { createVerifyHandler } from "../../src/functions/verify.js";
import { AadcError, SignInError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { checkResult } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { type ConnectProxy, startProxy } from "../support/connect-proxy.js";
import { freePort } from "../support/loopback-server.js";

const OPTIONS = { failOn: "error", allowUnknown: [] } as const;
const TENANT = { AZURE_TENANT_ID: "contoso.onmicrosoft.com" };
const signal = new AbortController().signal;

describe("settings that will not do", () => {
  test.each([
    { what: "no tenant", settings: {}, says: "AZURE_TENANT_ID" },
    { what: "an empty tenant", settings: { AZURE_TENANT_ID: "" }, says: "AZURE_TENANT_ID" },
    { what: "a device code", settings: { ...TENANT, AADC_AUTH: "device-code" }, says: "device-code" },
    { what: "the Azure CLI", settings: { ...TENANT, AADC_AUTH: "azure-cli" }, says: "azure-cli" },
    { what: "an unknown kind", settings: { ...TENANT, AADC_AUTH: "password" }, says: "password" },
    { what: "a secret without client", settings: { ...TENANT, AADC_AUTH: "secret" }, says: "client id" },
    {
      what: "a client without secret",
      settings: { ...TENANT, AADC_AUTH: "secret", AZURE_CLIENT_ID: "c" },
      says: "secret",
    },
    { what: "an unknown cloud", settings: { ...TENANT, AADC_CLOUD: "mars" }, says: "mars" },
    { what: "a CA file that is not there", settings: { ...TENANT, AADC_CA_FILE: "/no/such.pem" }, says: "such.pem" },
  ])("$what", async ({ settings, says }) => {
    const error = await caught(UsageError, verifyServices(settings).verify(OPTIONS, signal));
    expect(error.message).toContain(says);
    expect(error.remedy).not.toBe("");
  });

  test("settings are looked at when the timer fires, so that loading the app never fails", () => {
    expect(verifyServices({}).activeServer).toBeUndefined();
    expect(verifyServices({ AADC_ACTIVE_SERVER: "AADC-NEW" }).activeServer).toBe("AADC-NEW");
    expect(verifyServices({ AADC_ACTIVE_SERVER: "" }).activeServer).toBeUndefined();
  });
});

describe("against a tenant", () => {
  let stage: Stage;
  let proxy: ConnectProxy;
  beforeAll(async () => {
    stage = await startStage({ runs: true });
    proxy = await startProxy({ port: stage.sandbox.info.port });
  });
  afterAll(async () => {
    await proxy.close();
    await stage.close();
  });
  const settings = (more: Readonly<Record<string, string>> = {}) => ({
    ...TENANT,
    AADC_AUTH: "secret",
    AZURE_CLIENT_ID: stage.sandbox.info.clients[0]?.clientId,
    AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret,
    AADC_CA_FILE: stage.sandbox.info.caFile,
    HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    ...more,
  });

  test("the result is that of the command line", async () => {
    const result = await verifyServices(settings()).verify(OPTIONS, signal);
    checkResult("verify-sync", result);
    expect(result).toMatchObject({ tenantId: stage.sandbox.info.tenantId, operator: { authKind: "secret" } });
    const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
    const { stdout } = await stage.cli(["verify-sync", "-o", "json", "--auth", "secret"], { environment });
    const { findings } = JSON.parse(stdout) as typeof result;
    const outcomes = (list: typeof findings) => list.map(({ id, severity, result: found }) => [id, severity, found]);
    expect(outcomes(result.findings)).toEqual(outcomes(findings));
  });

  test("the handler logs its findings", async () => {
    const errors: unknown[] = [];
    const warnings: unknown[] = [];
    stage.time.pass(2_000);
    await createVerifyHandler(verifyServices(settings()))(
      { isPastDue: false },
      { log: () => undefined, warn: (said) => void warnings.push(said), error: (said) => void errors.push(said) },
    );
    expect(errors).toEqual([expect.objectContaining({ event: "verify-sync", tenantId: stage.sandbox.info.tenantId })]);
    expect(warnings).toContainEqual(expect.objectContaining({ event: "finding", id: "SYNC-003", result: "unknown" }));
  });

  test("a wrong secret", async () => {
    const services = verifyServices(settings({ AZURE_CLIENT_SECRET: "planted-canary-0815" }));
    const error = await caught(SignInError, services.verify(OPTIONS, signal));
    expect(error.code).toBe("AADSTS7000215");
    expect(`${error.message} ${error.remedy}`).not.toContain("planted-canary-0815");
  });

  test("the host's end ends it", async () => {
    const gone = new UsageError("the host stops", { code: "stop", remedy: "" });
    const services = verifyServices(settings({ HTTPS_PROXY: `http://127.0.0.1:${await freePort()}` }));
    expect(await caught(AadcError, services.verify(OPTIONS, AbortSignal.abort(gone)))).toBe(gone);
  });
});
