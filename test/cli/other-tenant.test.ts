// A sign-in that belongs to another tenant than the one that was asked for: nothing is done in either.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

const IDENTITY = ["--auth", "managed-identity", "--client-id", "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f62"];
const CUSTOMER = "customer01.onmicrosoft.com";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ scenario: "adatum-msp" });
  // As App Service says where its identity is.
  vi.stubEnv("IDENTITY_ENDPOINT", "https://localhost/msi/token");
  vi.stubEnv("IDENTITY_HEADER", stage.sandbox.info.managedIdentity?.header);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await stage.close();
});

test("a managed identity of the provider changes nothing where a customer's tenant was named", async () => {
  const before = await viewOf(stage).policies();
  stage.newRequests();
  const argv = ["mfa-exclusion", "add", "--yes", "--tenant", CUSTOMER, ...IDENTITY, "-o", "json"];
  const { code, stdout } = await stage.cli(argv);
  expect([code, errorIn(stdout).code]).toEqual([4, "other-tenant"]);
  expect(errorIn(stdout).message).toContain(`belongs to the tenant ${stage.sandbox.info.tenantId}`);
  expect(errorIn(stdout).message).toContain(CUSTOMER);
  expect(errorIn(stdout).remedy).toContain(`--tenant ${stage.sandbox.info.tenantId}`);
  expect(stage.newRequests().filter(({ host }) => host.startsWith("graph."))).toEqual([]);
  expect(await viewOf(stage).policies()).toEqual(before);
});

test("nor does it read there, by the customer's id neither, and doctor says it among its findings", async () => {
  const discovered = await stage.cli(["doctor", "--tenant", CUSTOMER, ...IDENTITY, "-o", "json"]);
  expect(discovered.code).toBe(3);
  const { signIn, findings, tenantId } = resultIn("doctor", discovered.stdout);
  expect(signIn).toBe("refused");
  const failed = findings.filter(({ result }) => result === "fail");
  expect(JSON.stringify(failed)).toContain("The sign-in belongs to the tenant");
  expect(JSON.stringify(failed)).toContain("--tenant");
  for (const tenant of [CUSTOMER, tenantId ?? ""]) {
    const { code, stdout } = await stage.cli(["verify-sync", "--tenant", tenant, ...IDENTITY, "-o", "json"]);
    expect([tenant, code, errorIn(stdout).code]).toEqual([tenant, 4, "other-tenant"]);
  }
});

test("its own tenant serves it by every name and by the id in any case", async () => {
  for (const tenant of ["Adatum.onmicrosoft.com", stage.sandbox.info.tenantId.toUpperCase()]) {
    const { code, stderr } = await stage.cli(["mfa-exclusion", "status", "--tenant", tenant, ...IDENTITY]);
    expect([tenant, code, stderr]).toEqual([tenant, 0, ""]);
  }
});

test("a domain that nobody has is no tenant of it", async () => {
  const { code, stdout } = await stage.cli(["verify-sync", "--tenant", "nobody.example", ...IDENTITY, "-o", "json"]);
  expect([code, errorIn(stdout).code]).toEqual([6, "tenant-not-found"]);
});

test.each(["common", "Organizations", "consumers"])("%s names no tenant", async (tenant) => {
  stage.newRequests();
  for (const command of ["verify-sync", "login"]) {
    const { code, stdout } = await stage.cli([command, "--tenant", tenant, "-o", "json"]);
    expect([code, errorIn(stdout).code]).toEqual([2, "tenant-any"]);
  }
  expect(stage.newRequests()).toEqual([]);
});
