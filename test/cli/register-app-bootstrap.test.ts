// How one signs in before there is a registration: by the Azure CLI's session, or by Microsoft's own client, when it is named.
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { tokenRequest } from "../sandbox/login-browser.js";
import { textAt } from "../sandbox/sandbox-client.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { applicationsNamed, BOOTSTRAP, observed, register } from "../support/registration-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: observed });
});
afterAll(() => stage.close());
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A token of the Azure CLI's own client, as the sandbox issues it. */
async function tokenOfAzureCli(): Promise<string> {
  const { sandbox } = stage;
  const scope = "https://graph.microsoft.com/.default";
  const url = `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/devicecode`;
  const code = await sandbox.send(url, { method: "POST", form: { client_id: AZURE_CLI, scope } });
  const answer = await tokenRequest(sandbox, {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    client_id: AZURE_CLI,
    device_code: textAt(code.body, "device_code"),
  });
  return textAt(answer.body, "access_token");
}

function azureCli(script: string): void {
  const folder = temporaryFolder();
  const az = path.join(folder, "az");
  writeFileSync(az, `#!/bin/sh\n${script}\n`);
  chmodSync(az, 0o755);
  vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env["PATH"] ?? ""}`);
}

describe.skipIf(process.platform === "win32")("by the Azure CLI", () => {
  test.each([
    ["for people", ["--name", "by-az"]],
    [
      "for itself",
      ["--name", "by-az-robot", "--app-only", "--for", "mfa-exclusion", "--credential", "certificate:z.pem"],
    ],
  ])("a registration is made and consented to, %s", async (_what, argv) => {
    const answer = {
      accessToken: await tokenOfAzureCli(),
      expiresOn: "2040-01-01 00:00:00.000000",
      expires_on: 2_208_988_800,
    };
    azureCli(`echo '${JSON.stringify(answer)}'`);
    const made = await stage.cli(["register-app", "--yes", "--grant", "--auth", "azure-cli", "-o", "json", ...argv]);
    expect(made.stderr.match(/Error.*|What to do.*/g) ?? []).toEqual([]);
    const { operator, registration, warnings } = resultIn("register-app", made.stdout);
    expect(operator.authKind).toBe("azure-cli");
    expect(registration.consent.granted).toBe(true);
    expect(warnings).toEqual([]);
    const [seen] = await applicationsNamed(stage, registration.name);
    expect([seen?.scopes.length, seen?.appRoles.length]).toContain(seen?.permissions.length);
  });

  test("where nobody is signed in to it, both lines to type are told", async () => {
    azureCli('echo "ERROR: Please run az login to setup account." >&2; exit 1');
    const refused = await stage.cli(["register-app", "--yes", "--auth", "azure-cli", "-o", "json"]);
    expect(refused.code).toBe(3);
    const { remedy } = errorIn(refused.stdout);
    expect(remedy).toMatch(/az login --tenant \S+ --allow-no-subscriptions or sign in with/);
    expect(remedy).toContain("aadc-cloud register-app --client-id 14d82eec-204b-4c2f-b7e8-296a70dab67e --tenant");
    expect(remedy).toContain(`--sandbox-dir ${stage.dir}`);
  });
});

describe("by Microsoft Graph Command Line Tools", () => {
  test("only what is needed is asked for, once", async () => {
    stage.newRequests();
    await register(stage, ["--name", "asked", "--for", "mfa-exclusion"]);
    const asked = stage.newRequests().filter(({ url }) => url.endsWith("/devicecode"));
    expect(asked.map(({ requestBody }) => textAt(requestBody, "scope").split(" ").sort())).toEqual([
      [
        "https://graph.microsoft.com/Application.ReadWrite.All",
        "https://graph.microsoft.com/User.Read",
        "offline_access",
        "openid",
        "profile",
      ],
    ]);
  });

  test("it is no silent default: without a name nobody is asked to consent to it", async () => {
    await stage.cli(["register-app", "--yes", "--name", "silent"]);
    const clients = stage.newRequests().map(({ requestBody }) => JSON.stringify([requestBody]));
    expect(clients.filter((body) => body.includes(BOOTSTRAP[1] ?? ""))).toEqual([]);
  });

  test("who may not consent is told who may, and nothing is made", async () => {
    const small = await startStage({
      tenant: (tenant) => {
        observed(tenant);
        tenant.roleAssignments = tenant.roleAssignments.filter(
          ({ roleDefinitionId }) => roleDefinitionId !== "62e90394-69f5-4237-9190-012177145e10",
        );
      },
    });
    try {
      const refused = await small.cli(["register-app", "--yes", ...BOOTSTRAP]);
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain("AADSTS90094");
      const again = await small.cli(["register-app", "--yes", ...BOOTSTRAP, "--grant", "--name", "x", "-o", "json"]);
      const { remedy } = errorIn(again.stdout);
      expect(remedy).toMatch(
        /^Have a Cloud Application Administrator .* run this very command: aadc-cloud register-app /,
      );
      expect(remedy).toContain(`register-app --name x --grant ${BOOTSTRAP.join(" ")} --tenant`);
      expect(await applicationsNamed(small, "aadc-cloud")).toEqual([]);
    } finally {
      await small.close();
    }
  });
});

test("whoever has no registration that may register is told how to begin", async () => {
  const argv = ["--client-id", stage.sandbox.info.clients[1]?.clientId ?? ""];
  const refused = await stage.cli(["register-app", "--yes", "--name", "circular", "-o", "json", ...argv]);
  expect([refused.code, errorIn(refused.stdout).code]).toEqual([3, "rights-missing"]);
  const { remedy } = errorIn(refused.stdout);
  expect(remedy).toMatch(/az login.*--client-id 14d82eec-204b-4c2f-b7e8-296a70dab67e/);
  expect(remedy).not.toMatch(/Before there is|--grant/);
  const removing = await stage.cli(["register-app", "--yes", "--remove", "--name", "circular", "-o", "json", ...argv]);
  expect(errorIn(removing.stdout).remedy).toContain("register-app --name circular --remove --auth azure-cli --tenant");
});
