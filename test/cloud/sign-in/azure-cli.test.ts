// Sign-in by the Azure CLI's session: an executable named `az` stands in for it.
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { InterruptedError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { ARM_SCOPE, GRAPH_SCOPE, signIn } from "../../support/sign-in-under-test.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts an `az` first on the path that runs `script`; its arguments are kept, one line a call. */
function azureCli(script: string): () => readonly string[] {
  const folder = temporaryFolder();
  const calls = path.join(folder, "calls.txt");
  writeFileSync(calls, "");
  const az = path.join(folder, "az");
  writeFileSync(az, `#!/bin/sh\necho "$*" >> "${calls}"\n${script}\n`);
  chmodSync(az, 0o755);
  vi.stubEnv("PATH", `${folder}${path.delimiter}${process.env["PATH"] ?? ""}`);
  return () => readFileSync(calls, "utf8").trimEnd().split("\n");
}

const processesWaitedFor = () => process.getActiveResourcesInfo().filter((one) => one === "ProcessWrap");

const answer = (token: string) =>
  JSON.stringify({
    accessToken: token,
    expiresOn: "2040-01-01 00:00:00.000000",
    expires_on: 2_208_988_800,
    subscription: "55555555-5555-4555-8555-555555555555",
    tenant: "contoso.example",
    tokenType: "Bearer",
  });

describe.skipIf(process.platform === "win32")("the Azure CLI", () => {
  test("is asked for a token of the resource in the tenant, which is hidden from then on", async () => {
    const calls = azureCli(`echo '${answer("opaque-token-of-az")}'`);
    const { credential, redactor } = await signIn("azure-cli", {}, { clientId: undefined });
    expect(await credential.getToken(GRAPH_SCOPE)).toMatchObject({
      token: "opaque-token-of-az",
      expiresOnTimestamp: 2_208_988_800_000,
    });
    expect(calls()).toEqual([
      "account get-access-token --output json --resource https://graph.microsoft.com --tenant contoso.example",
    ]);
    expect(redactor.clean("with opaque-token-of-az")).toBe("with ***");
  });

  test("is asked again for another resource", async () => {
    const calls = azureCli(`echo '${answer("opaque-token-of-az")}'`);
    const { credential } = await signIn("azure-cli", {}, { clientId: undefined });
    await credential.getToken([ARM_SCOPE]);
    expect(calls().at(-1)).toContain("--resource https://management.azure.com");
  });

  test("is run once for all who ask for one resource, until its token is about to end", async () => {
    const soon = Math.floor(Date.UTC(2026, 10, 22) / 1000) + 3_600;
    const calls = azureCli(`echo '${answer("opaque-token-of-az").replace("2208988800", String(soon))}'`);
    const { credential, clock } = await signIn("azure-cli", {}, { clientId: undefined });
    await Promise.all([credential.getToken(GRAPH_SCOPE), credential.getToken([GRAPH_SCOPE])]);
    await credential.getToken(GRAPH_SCOPE);
    expect(calls()).toHaveLength(1);
    clock.advance(56 * 60_000);
    await credential.getToken(GRAPH_SCOPE);
    expect(calls()).toHaveLength(2);
    await credential.getToken(GRAPH_SCOPE, { fresh: true });
    expect(calls()).toHaveLength(3);
  });

  test("cannot answer a challenge: the person is shown the very line to type, and nothing is run", async () => {
    const calls = azureCli("exit 1");
    const { credential, redactor } = await signIn("azure-cli", {}, { clientId: undefined });
    const claims = '{"access_token":{"acrs":{"essential":true,"values":["p1"]}}}';
    const error = await caught(SignInError, credential.getToken(ARM_SCOPE, { claims }));
    expect(error.code).toBe("claims-challenge");
    const line = `az login --claims-challenge ${Buffer.from(claims).toString("base64")} --scope ${ARM_SCOPE} --tenant contoso.example`;
    expect(error.remedy.endsWith(`: ${line}`)).toBe(true);
    expect(redactor.clean(error.remedy)).toBe(error.remedy);
    expect(calls()).toEqual([""]);
  });

  test("that failed is asked again", async () => {
    azureCli("exit 1");
    const { credential } = await signIn("azure-cli", {}, { clientId: undefined });
    await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    azureCli(`echo '${answer("opaque-token-of-az")}'`);
    expect((await credential.getToken(GRAPH_SCOPE)).token).toBe("opaque-token-of-az");
  });

  test("that nobody is signed in to: the remedy is the line to type", async () => {
    azureCli("echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1");
    const { credential } = await signIn("azure-cli", {}, { clientId: undefined });
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect(error.code).toBe("azure-cli");
    expect(error.message).toContain("az login");
    expect(error.remedy).toContain("az login --tenant contoso.example");
  });

  test("that Entra ID refuses: its code is explained", async () => {
    azureCli('echo "ERROR: AADSTS50173: The provided grant has expired. Trace ID: x" >&2; exit 1');
    const { credential } = await signIn("azure-cli", {}, { clientId: undefined });
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect(error.code).toBe("AADSTS50173");
    expect(error.message).toContain("the sign-in was revoked");
  });

  test("that is not installed: the remedy says so", async () => {
    vi.stubEnv("PATH", temporaryFolder());
    const { credential } = await signIn("azure-cli", {}, { clientId: undefined });
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect(error.code).toBe("azure-cli");
    expect(error.remedy).toContain("Install the Azure CLI");
  });

  test("that hangs: after two seconds it is said, after a minute it is over, with the line that shows why", async () => {
    azureCli("exec sleep 20");
    const told: string[] = [];
    const { credential, clock } = await signIn(
      "azure-cli",
      { tell: (line) => told.push(line) },
      { clientId: undefined },
    );
    const refused = caught(SignInError, credential.getToken(GRAPH_SCOPE));
    await expect.poll(() => clock.timeLimits).toEqual([2_000, 60_000]);
    clock.runOut();
    const error = await refused;
    expect(told).toEqual(["... waiting for the Azure CLI (az), 60 seconds at most"]);
    expect(error.code).toBe("azure-cli");
    expect(error.message).toBe("The Azure CLI did not answer within 60 seconds.");
    expect(error.remedy).toMatch(/: az account get-access-token --tenant contoso\.example$/);
  });

  test("that hangs ends with the command: its deadline, or Ctrl-C", async () => {
    const calls = azureCli("sleep 20");
    const controller = new AbortController();
    const { credential, clock } = await signIn("azure-cli", {}, { clientId: undefined, signal: controller.signal });
    const ended = caught(InterruptedError, credential.getToken(GRAPH_SCOPE));
    await expect.poll(() => calls()).toEqual([expect.stringContaining("get-access-token")]);
    expect(processesWaitedFor()).toContain("ProcessWrap");
    controller.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" }));
    expect((await ended).code).toBe("interrupted");
    expect(clock.timeLimits).toEqual([]);
    // The program ends at once, whatever az has started and left behind.
    await expect.poll(processesWaitedFor).toEqual([]);
  });
});
