// Services that ask for more than the sign-in has shown: whoever can answer is asked, whoever cannot is told.
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { ARM_SCOPE, listAt, textAt } from "../sandbox/sandbox-client.js";
import { errorIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import { personAtBrowser } from "../support/person-at-browser.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const ADMIN = "admin@contoso.onmicrosoft.com";
const REMOVE = ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD", "--yes"];

let stage: Stage;
afterEach(async () => {
  vi.unstubAllEnvs();
  await stage.close();
});

describe("Azure's mandatory second factor", () => {
  beforeEach(async () => {
    stage = await startStage({
      tenant: (tenant) => {
        // Conditional Access would ask for the factor when signing in already.
        tenant.conditionalAccessPolicies = [];
        grantPermissions(tenant, ["UserAuthenticationMethod.ReadWrite.All"]);
        tenant.authenticationMethodsPolicy.temporaryAccessPass.state = "enabled";
        for (const user of tenant.users) if (user.userPrincipalName === ADMIN) user.registeredMethods = ["password"];
      },
    });
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) await stage.cli(["sandbox", "do", ...event]);
    stage.newRequests();
  });

  const deletions = () =>
    stage
      .newRequests()
      .filter(({ method, host }) => method === "DELETE" && host === "management.azure.com")
      .map(({ status }) => status);

  test("a person without a method is told what is asked for and where to register one; nothing is removed", async () => {
    const { code, stderr } = await stage.cli([...REMOVE, "--auth", "device-code"]);
    expect(code).toBe(3);
    expect(stderr).toContain("asks for multifactor authentication");
    expect(stderr).toMatch(/AADSTS50079|https:\/\/aka\.ms\/mysecurityinfo/);
    expect(deletions()).toEqual([401]);
    expect(await viewOf(stage).healthServers()).toContain("AADC-OLD");
  });

  test("a person who is given a pass meanwhile goes on: the same removal is sent once more", async () => {
    const person = personAtBrowser(stage.sandbox);
    let opened = 0;
    const { code, stderr } = await stage.cli([...REMOVE, "--auth", "browser"], {
      openBrowser: async (url) => {
        opened += 1;
        if (opened === 2) await issuePass(stage);
        await person.open(url);
      },
    });
    expect(stderr).toContain("asks for multifactor authentication");
    expect([code, opened]).toEqual([0, 2]);
    expect(deletions()).toEqual([401, 200]);
    expect(await viewOf(stage).healthServers()).toEqual(["AADC-NEW"]);
  });

  test.skipIf(process.platform === "win32")("the Azure CLI's session is shown the very line to type", async () => {
    await standInForAzureCli(stage);
    const { code, stdout } = await stage.cli([...REMOVE, "--auth", "azure-cli", "-o", "json"]);
    expect(code).toBe(3);
    const error = errorIn(stdout);
    expect(error.code).toBe("claims-challenge");
    expect(error.message).toContain("multifactor authentication");
    const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}').toString("base64");
    expect(error.remedy).toContain(
      `az login --claims-challenge ${claims} --scope ${ARM_SCOPE} --tenant ${stage.sandbox.info.tenantId}`,
    );
    expect(deletions()).toEqual([401]);
    expect(await viewOf(stage).healthServers()).toContain("AADC-OLD");
  });
});

describe("continuous access evaluation", () => {
  beforeEach(async () => {
    stage = await startStage({ tenant: (tenant) => grantPermissions(tenant, ["Application.ReadWrite.All"]) });
  });

  test("an application that is disabled while the command runs is told so, and nothing is changed", async () => {
    const client = stage.sandbox.info.clients[0];
    const before = await viewOf(stage).policies();
    const enable = await enabling(stage, client?.clientId ?? "");
    const { code, stderr } = await stage.cli(["mfa-exclusion", "add", "--auth", "secret"], {
      environment: { AZURE_CLIENT_SECRET: client?.clientSecret },
      onQuestion: () => enable(false),
      answers: ["y"],
    });
    expect(code).toBe(3);
    expect(stderr).toContain("The service asks for a newer sign-in");
    expect(stderr).toContain("AADSTS7000112");
    expect(stderr).toContain("Cloud Application Administrator");
    await enable(true);
    expect(await viewOf(stage).policies()).toEqual(before);
  });
});

async function issuePass({ sandbox }: Stage): Promise<void> {
  const url = `/v1.0/users/${ADMIN}/authentication/temporaryAccessPassMethods`;
  const made = await sandbox.graph(await sandbox.appToken(), url, { method: "POST", json: { isUsableOnce: true } });
  expect(made.status).toBe(201);
}

/** An `az` with the tokens of a session that has shown no second factor. */
async function standInForAzureCli({ sandbox }: Stage): Promise<void> {
  const folder = temporaryFolder();
  const answer = (token: string) => JSON.stringify({ accessToken: token, expires_on: 4_102_444_800 });
  const [graph, arm] = [await sandbox.userToken(), await sandbox.userToken(ARM_SCOPE)];
  const script = `case "$*" in *management*) echo '${answer(arm)}';; *) echo '${answer(graph)}';; esac`;
  writeFileSync(path.join(folder, "az"), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(folder, "az"), 0o755);
  vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env["PATH"] ?? ""}`);
}

/** Enables and disables the application, by a person's token that is had beforehand. */
async function enabling({ sandbox }: Stage, clientId: string): Promise<(accountEnabled: boolean) => Promise<void>> {
  const token = await sandbox.userToken();
  const found = await sandbox.graph(token, `/v1.0/servicePrincipals?$filter=appId eq '${clientId}'`);
  const id = textAt(listAt(found.body, "value")[0], "id");
  return async (accountEnabled) => {
    const options = { method: "PATCH", json: { accountEnabled } } as const;
    expect((await sandbox.graph(token, `/v1.0/servicePrincipals/${id}`, options)).status).toBe(204);
  };
}
