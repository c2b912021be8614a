// The sandbox as Microsoft's hosts, seen by a client that knows nothing of this project.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMissing } from "./programs.js";
import { type SandboxProcess, start, startSandboxProcess } from "./sandbox-process.js";

describe.skipIf(isMissing("curl"))("curl", () => {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  });
  afterAll(() => sandbox.stop());

  const curl = async (...args: readonly string[]) => {
    const hosts = ["login.microsoftonline.com", "graph.microsoft.com", "management.azure.com"];
    const elsewhere = hosts.flatMap((host) => ["--connect-to", `${host}:443:127.0.0.1:${sandbox.port}`]);
    const { ended } = start("curl", ["--silent", "--show-error", "--cacert", sandbox.caFile, ...elsewhere, ...args]);
    const { code, stdout, stderr } = await ended;
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  const token = async (resource: string) => {
    const { clientId, clientSecret } = sandbox.client;
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${resource}/.default`,
    };
    const fields = Object.entries(form).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
    const answer = await curl(...fields, `https://login.microsoftonline.com/${sandbox.tenantId}/oauth2/v2.0/token`);
    return (JSON.parse(answer) as { access_token: string }).access_token;
  };

  test("gets a token from the login host and reads the organization from Graph", async () => {
    const bearer = `Authorization: Bearer ${await token("https://graph.microsoft.com")}`;
    const answer = await curl("--header", bearer, "https://graph.microsoft.com/v1.0/organization");
    const { value } = JSON.parse(answer) as { value: [{ id: string; displayName: string }] };
    expect(value[0]).toMatchObject({ id: sandbox.tenantId, displayName: "Contoso" });
  });

  test("reads Connect Health from Azure Resource Manager", async () => {
    const bearer = `Authorization: Bearer ${await token("https://management.azure.com")}`;
    const address =
      "https://management.azure.com/providers/Microsoft.ADHybridHealthService/services?api-version=2014-01-01";
    const { value } = JSON.parse(await curl("--header", bearer, address)) as { value: [{ serviceName: string }] };
    expect(value[0].serviceName).toBe("AadSyncService-contoso.onmicrosoft.com");
  });

  test("is refused without a token, and with one for another host", async () => {
    const status = ["--output", "-", "--write-out", "\n%{http_code}"];
    const address = "https://graph.microsoft.com/v1.0/organization";
    expect(await curl(...status, address)).toMatch(/"InvalidAuthenticationToken"[\s\S]*\n401$/);
    const bearer = `Authorization: Bearer ${await token("https://management.azure.com")}`;
    expect(await curl(...status, "--header", bearer, address)).toMatch(/\n401$/);
  });

  test("does not trust the sandbox without its certificate", async () => {
    const { ended } = start("curl", [
      "--silent",
      "--show-error",
      "--connect-to",
      `graph.microsoft.com:443:127.0.0.1:${sandbox.port}`,
      "https://graph.microsoft.com/v1.0/organization",
    ]);
    expect((await ended).code).toBe(60);
  });
});
