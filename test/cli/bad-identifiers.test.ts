// A tenant or an application typed wrong: what can be none is said before anything is sent, the rest by Entra ID.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";

const NOBODY = "11111111-1111-4111-8111-111111111111";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

describe.each(["verify-sync", "login", "doctor"])("%s", (command) => {
  test.each([
    ["nothing", ""],
    ["blanks", "  "],
    ["a path", "contoso.com/../common"],
    ["the folder above", ".."],
    ["a dot", "."],
    ["two dots", "contoso..com"],
    ["what is encoded already", "%2e%2e"],
    ["an address", "https://contoso.com"],
    ["a mail address", "admin@contoso.com"],
    ["a hyphen before it", "-contoso.com"],
    ["a line break", "contoso.com\nHost: evil"],
    ["what turns the line around", "contoso.com\u202e"],
    ["an escape sequence", "\u001b[31mcontoso.com"],
    ["a megabyte", "x".repeat(1_000_000)],
    ["a megabyte of dots", "a.".repeat(500_000)],
  ])("a tenant that can be none: %s", async (_, tenant) => {
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli([command, `--tenant=${tenant}`]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^Error: --tenant is (?:empty|".*): neither a tenant id nor a domain\.\nWhat to do: Give .*\n$/,
    );
    expect(stderr.length).toBeLessThan(400);
    expect(stage.newRequests()).toEqual([]);
  });

  test.each([
    ["nothing", ""],
    ["a name with a blank", "aadc cloud"],
    ["an address", `https://entra.microsoft.com/${NOBODY}`],
    ["a megabyte", "x".repeat(1_000_000)],
  ])("an application that can be none: %s", async (_, id) => {
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli([command, `--client-id=${id}`]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^Error: --client-id is .*: no application id\.\nWhat to do: Give .*\n$/);
    expect(stderr.length).toBeLessThan(400);
    expect(stage.newRequests()).toEqual([]);
  });
});

test.each([
  ["an id that is none", NOBODY],
  ["a domain that is none", "nobody.example"],
  ["a word", "contoso"],
  ["a domain in another script", "müller.example"],
])("a tenant that Entra ID does not know: %s", async (_, tenant) => {
  const { code, stdout, stderr } = await stage.cli(["verify-sync", "--tenant", tenant]);
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toContain("the tenant does not exist (AADSTS90002)");
  expect(stderr).toMatch(/\nWhat to do: Check --tenant .*--cloud/);
});

test("an application that Entra ID does not know", async () => {
  const { code, stderr } = await stage.cli(["verify-sync", "--client-id", NOBODY.slice(1)]);
  expect(code).toBe(3);
  expect(stderr).toMatch(/AADSTS700016[\s\S]*What to do: .*--client-id/);
});

test("the variables are held to the same, and named", async () => {
  const tenant = await stage.cli(["verify-sync"], { environment: { AZURE_TENANT_ID: "not a tenant/?" } });
  expect(tenant.stderr).toContain('AZURE_TENANT_ID is "not a tenant/?": neither a tenant id nor a domain.');
  const client = await stage.cli(["verify-sync"], { environment: { AZURE_CLIENT_ID: "my app" } });
  expect(client.stderr).toContain('AZURE_CLIENT_ID is "my app": no application id.');
  expect([tenant.code, client.code]).toEqual([2, 2]);
});

test("what is known is found by id in any case, by its names, and by a name typed in capitals", async () => {
  const { tenantId } = stage.sandbox.info;
  for (const tenant of [tenantId.toUpperCase(), "contoso.com", "Contoso.OnMicrosoft.com"]) {
    const { code } = await stage.cli(["mfa-exclusion", "status", "--tenant", tenant]);
    expect([tenant, code]).toEqual([tenant, 0]);
  }
});
