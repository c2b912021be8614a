// login, whoami and logout on a tenant: what is saved, who uses it, what is said, and what nobody is asked.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Keyring } from "../../src/cloud/sign-in/keyring.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { outside } from "../support/without-sandbox-option.js";

const HOUR = 3_600_000;
const ADMIN = "admin@contoso.onmicrosoft.com";

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const sessions = () => path.join(stage.dir, "state", "sessions");
const loginRequests = () => stage.newRequests().filter(({ host }) => host.startsWith("login."));
const clientOf = (index: number) => stage.sandbox.info.clients[index]?.clientId ?? "";
const secretOf = (index: number) => ({ AZURE_CLIENT_SECRET: stage.sandbox.info.clients[index]?.clientSecret });

/** Keys in memory. */
function keyringInMemory(): Keyring {
  const keys = new Map<string, Uint8Array>();
  return {
    read: async (id) => keys.get(id) ?? null,
    write: async (id, key) => void keys.set(id, key),
    remove: async (id) => void keys.delete(id),
  };
}

describe("login", () => {
  test("saves who signed in, where, by which way, and says so", async () => {
    const { code, stdout, stderr } = await stage.cli(["login", "-o", "json"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("enter the code")]);
    const result = resultIn("login", stdout);
    expect(result).toMatchObject({
      tenantId: stage.sandbox.info.tenantId,
      tenant: { displayName: "Contoso", initialDomain: "contoso.onmicrosoft.com", cloud: "public" },
      operator: { name: ADMIN, authKind: "device-code" },
      session: { clientId: clientOf(0), kind: "device-code", userName: ADMIN, cloud: "public" },
      protection: { kind: "plain", reason: "there is no keyring in a test" },
      azure: { state: "ready" },
      notes: [],
    });
    expect(result.session.tenantNames).toEqual(["contoso.onmicrosoft.com"]);
    const [file, ...others] = readdirSync(sessions());
    expect(others).toEqual([]);
    expect(statSync(path.join(sessions(), file ?? "")).mode & 0o777).toBe(0o600);
  });

  test("then every command signs in silently, without asking the login host at all", async () => {
    await stage.cli(["login"]);
    stage.newRequests();
    const look = await stage.cli(["verify-sync"]);
    expect([look.code, look.stderr]).toEqual([1, ""]);
    expect(look.stdout).toContain(`Operator  ${ADMIN} (device-code)`);
    expect(loginRequests()).toEqual([]);
  });

  test("a token that has ended is renewed silently, once", async () => {
    await stage.cli(["login"]);
    stage.newRequests();
    // MSAL looks at the machine's clock itself.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30 * HOUR });
    onTestFinished(() => void vi.useRealTimers());
    const { code, stderr } = await stage.cli(["whoami"]);
    expect([code, stderr]).toEqual([0, ""]);
    const tokens = loginRequests().filter(({ url }) => url.includes("/token"));
    expect(tokens).toHaveLength(1);
    expect(JSON.stringify(tokens[0]?.requestBody)).toContain("refresh_token");
    await stage.cli(["whoami"]);
    expect(loginRequests()).toEqual([]);
  });

  test("the tokens are encrypted where there is a keyring", async () => {
    const keyring = keyringInMemory();
    const { stdout } = await stage.cli(["login", "-o", "json"], { keyring });
    expect(resultIn("login", stdout).protection).toEqual({ kind: "keyring" });
    const [file = ""] = readdirSync(sessions());
    expect(readFileSync(path.join(sessions(), file), "utf8")).not.toContain("AccessToken");
    expect(await stage.cli(["whoami"], { keyring })).toMatchObject({ code: 0, stderr: "" });
    const without = await stage.cli(["whoami"]);
    expect(without.code).toBe(3);
    expect(without.stderr).toMatch(/there is no keyring in a test[\s\S]*aadc-cloud login --tenant/);
  });

  test("in a dry run nothing is saved", async () => {
    const { code, stdout } = await stage.cli(["login", "--dry-run", "-o", "json"]);
    expect(code).toBe(0);
    expect(resultIn("login", stdout).protection).toBeNull();
    expect(readdirSync(stage.dir)).not.toContain("state");
  });

  test.each(["secret", "certificate", "managed-identity", "workload-identity", "azure-cli"])(
    "by %s there is nothing to log in to",
    async (kind) => {
      const { code, stdout } = await stage.cli(["login", "--auth", kind, "-o", "json"]);
      expect(code).toBe(2);
      expect(errorIn(stdout)).toMatchObject({
        code: "login-not-needed",
        message: expect.stringContaining("needs no login") as string,
        remedy: expect.stringContaining("--auth device-code") as string,
      });
      expect(loginRequests()).toEqual([]);
    },
  );

  test("a secret that goes before the saved sign-in is said", async () => {
    const { code, stdout } = await stage.cli(["login"], { environment: secretOf(0), columns: 80 });
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain("AZURE_CLIENT_SECRET is set, which goes before saved sign-ins");
    const { stdout: look } = await stage.cli(["whoami", "-o", "json"], { environment: secretOf(0) });
    expect(resultIn("whoami", look).signIn).toMatchObject({ kind: "secret", isSaved: false });
  });

  test("without a client, the remedy names how to come by one, and the usual first one by its id", async () => {
    const { cli } = await outside(stage);
    const { code, stdout } = await cli(["login", "--tenant", "contoso.us", "--cloud", "usgov", "-o", "json"]);
    expect(code).toBe(2);
    const { code: errorCode, remedy } = errorIn(stdout);
    expect(errorCode).toBe("client-id-missing");
    expect(remedy).toContain(
      "aadc-cloud register-app --grant --client-id 14d82eec-204b-4c2f-b7e8-296a70dab67e --tenant contoso.us --cloud usgov",
    );
    expect(stage.newRequests()).toEqual([]);
  });

  test("without a tenant there is nowhere to log in", async () => {
    const { cli } = await outside(stage);
    const { code, stdout } = await cli(["login", "--client-id", clientOf(0), "-o", "json"]);
    expect([code, errorIn(stdout).code]).toEqual([2, "tenant-missing"]);
  });

  test("each client of a tenant has a sign-in of its own, and a new login takes the place of the old", async () => {
    await stage.cli(["login"]);
    await stage.cli(["login", "--client-id", clientOf(1)]);
    await stage.cli(["login"]);
    expect(readdirSync(sessions())).toHaveLength(2);
  });
});

describe("whoami", () => {
  test("says who, by which way and why, with what rights, until when, and what is saved", async () => {
    await stage.cli(["login"]);
    const { code, stdout, stderr } = await stage.cli(["whoami", "-o", "json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const { signIn, sessions: saved, operator, tenant } = resultIn("whoami", stdout);
    expect([operator.name, tenant?.displayName]).toEqual([ADMIN, "Contoso"]);
    expect(signIn).toMatchObject({
      kind: "device-code",
      reason: expect.stringMatching(/^login has saved it on \d{4}-/) as string,
      isSaved: true,
      clientId: clientOf(0),
      principal: "person",
      roles: [{ name: "Global Administrator" }],
    });
    expect(signIn.permissions).toContain("Policy.Read.All");
    expect(Date.parse(signIn.tokenEndsAt ?? "")).toBeGreaterThan(Date.now() + HOUR);
    expect(saved).toMatchObject([{ isUsed: true, userName: ADMIN, protection: { kind: "plain" } }]);
  });

  test("asks nobody: without a sign-in it says how to sign in", async () => {
    const { code, stdout } = await stage.cli(["whoami", "-o", "json"], { answers: [], openBrowser: shouldNotOpen });
    expect(code).toBe(3);
    const error = errorIn(stdout);
    expect(error.code).toBe("not-signed-in");
    expect(error.remedy).toContain(`--sandbox-dir ${stage.dir}`);
    expect(loginRequests()).toEqual([]);
  });

  test("a variable that has everybody asked each time is named, saved sign-ins or not", async () => {
    await stage.cli(["login"]);
    const { code, stdout } = await stage.cli(["whoami", "-o", "json"], { environment: { AADC_AUTH: "device-code" } });
    expect([code, errorIn(stdout).code]).toEqual([3, "not-signed-in"]);
    expect(errorIn(stdout).remedy).toContain("Take AADC_AUTH away");
  });

  test("without a tenant, and with nobody signed in, says both", async () => {
    const { cli } = await outside(stage);
    const { code, stdout } = await cli(["whoami", "-o", "json"]);
    expect([code, errorIn(stdout).code]).toEqual([2, "tenant-missing"]);
    expect(errorIn(stdout).message).toContain("Nobody is signed in here");
    expect(errorIn(stdout).remedy).toContain("aadc-cloud login --tenant ID --client-id ID");
  });

  test("where only the Azure CLI is left, and is not there, login is named too", async () => {
    vi.stubEnv("PATH", temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const { cli } = await outside(stage);
    const { code, stdout } = await cli(["whoami", "--tenant", "contoso.com", "-o", "json"]);
    expect([code, errorIn(stdout).code]).toEqual([3, "azure-cli"]);
    expect(errorIn(stdout).message).toContain("no sign-in of this tenant is saved");
    expect(errorIn(stdout).remedy).toMatch(
      /az login --tenant contoso\.com --allow-no-subscriptions or sign in without it: aadc-cloud login --tenant contoso\.com .*--client-id ID/,
    );
  });

  test("doctor says the same: nobody is signed in, and both ways to change that", async () => {
    vi.stubEnv("PATH", temporaryFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    const { cli } = await outside(stage);
    const { code, stdout } = await cli(["doctor", "--tenant", "contoso.com", "-o", "json"]);
    const { signIn, findings } = resultIn("doctor", stdout);
    expect([code, signIn]).toEqual([3, "missing"]);
    expect(findings.find(({ id }) => id === "SIGN-001")?.remedy).toMatch(
      /az login --tenant contoso\.com --allow-no-subscriptions or sign in without it: aadc-cloud login .*--client-id ID/,
    );
  });

  test("asks where it is told to", async () => {
    const { code, stdout, stderr } = await stage.cli(["whoami", "--auth", "device-code", "-o", "json"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("enter the code")]);
    expect(resultIn("whoami", stdout).signIn).toMatchObject({ reason: "--auth says so", isSaved: false });
    expect(readdirSync(stage.dir)).not.toContain("state");
  });

  test("of an application: app roles, and no browser needed", async () => {
    const { stdout } = await stage.cli(["whoami", "-o", "json"], { environment: secretOf(0) });
    const { signIn, operator, sessions: saved } = resultIn("whoami", stdout);
    expect(signIn).toMatchObject({ kind: "secret", reason: "AZURE_CLIENT_SECRET is set", principal: "application" });
    expect(signIn.permissions).toContain("Policy.Read.All");
    expect(operator.id).not.toBe("");
    expect(saved).toEqual([]);
  });

  test("of somebody who may not even read the tenant's name", async () => {
    const powerless = await startStage({
      tenant: (state) => {
        state.appRoleAssignments = [];
      },
    });
    onTestFinished(() => powerless.close());
    const environment = { AZURE_CLIENT_SECRET: powerless.sandbox.info.clients[0]?.clientSecret };
    const { code, stdout } = await powerless.cli(["whoami", "-o", "json"], { environment });
    expect(code).toBe(0);
    const result = resultIn("whoami", stdout);
    expect([result.tenant, result.signIn.permissions]).toEqual([null, []]);
    expect(result.tenantUnread?.remedy).toMatch(/^Needed: /);
    expect(result.tenantId).toBe(powerless.sandbox.info.tenantId);
    const text = await powerless.cli(["whoami"], { environment, columns: 80 });
    expect(text.stdout).toContain("App roles none");
  });
});

describe("logout", () => {
  test("forgets the tokens, asks nobody, and says that what was issued lives on", async () => {
    await stage.cli(["login"]);
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli(["logout"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(ADMIN);
    expect(stdout.replace(/\s+/g, " ")).toContain("Revoke sessions");
    expect(readdirSync(sessions()).filter((name) => name.endsWith(".json"))).toEqual([]);
    expect(stage.newRequests()).toEqual([]);
    expect((await stage.cli(["whoami"])).code).toBe(3);
  });

  test("with nothing there is no error", async () => {
    for (const argv of [["logout"], ["logout", "--all"], ["logout", "--tenant", "contoso.com"]]) {
      const { code, stdout } = await stage.cli([...argv, "-o", "json"]);
      expect(code).toBe(0);
      expect(resultIn("logout", stdout)).toMatchObject({ tenantId: null, at: null, operator: null, removed: [] });
    }
  });

  test("needs no sandbox that runs", async () => {
    await stage.cli(["login"]);
    await stage.sandbox.running.stop();
    const { code, stdout } = await stage.cli(["logout", "-o", "json"], { onStartDetached: shouldNotStart });
    expect(code).toBe(0);
    expect(resultIn("logout", stdout).removed).toHaveLength(1);
  });

  test("in a dry run says what it would forget", async () => {
    await stage.cli(["login"]);
    const { stdout } = await stage.cli(["logout", "--dry-run"]);
    expect(stdout).toContain("Would be signed out");
    expect((await stage.cli(["whoami"])).code).toBe(0);
  });

  test("of one client leaves the other; --all leaves none", async () => {
    await stage.cli(["login"]);
    await stage.cli(["login", "--client-id", clientOf(1)]);
    const one = resultIn("logout", (await stage.cli(["logout", "--client-id", clientOf(1), "-o", "json"])).stdout);
    expect([one.removed.map((each) => each.clientId), one.left.length]).toEqual([[clientOf(1)], 1]);
    await stage.cli(["login", "--client-id", clientOf(1)]);
    const all = resultIn("logout", (await stage.cli(["logout", "--all", "-o", "json"])).stdout);
    expect([all.removed.length, all.left.length]).toEqual([2, 0]);
  });

  test("--all and --tenant together are refused", async () => {
    expect((await stage.cli(["logout", "--all", "--tenant", "contoso.com"])).code).toBe(2);
  });
});

describe("a variable that names something else", () => {
  const other = (): Readonly<Record<string, string>> => ({ AZURE_CLIENT_ID: clientOf(1) });

  test("login says that it goes before what is saved", async () => {
    const login = async (environment: Readonly<Record<string, string>>) =>
      resultIn("login", (await stage.cli(["login", "--client-id", clientOf(0), "-o", "json"], { environment })).stdout)
        .notes;
    expect(await login(other())).toEqual([
      expect.stringMatching(`^AZURE_CLIENT_ID names ${clientOf(1)}, which goes before.*--client-id ${clientOf(0)},`),
    ]);
    expect(await login({ AZURE_CLIENT_ID: clientOf(0).toUpperCase() })).toEqual([]);
  });

  test("whoami does not deny what is saved, and says how to come by it", async () => {
    await stage.cli(["login"]);
    const { code, stdout } = await stage.cli(["whoami", "-o", "json"], { environment: other() });
    expect([code, errorIn(stdout).code]).toEqual([3, "not-signed-in"]);
    expect(errorIn(stdout).message).toContain(
      `is saved for client ${clientOf(0)}, but AZURE_CLIENT_ID names ${clientOf(1)}.`,
    );
    expect(errorIn(stdout).remedy).toContain(`take AZURE_CLIENT_ID away or give --client-id ${clientOf(0)}.`);
    const meant = await stage.cli(["whoami", "--client-id", clientOf(0)], { environment: other() });
    expect([meant.code, meant.stderr]).toEqual([0, ""]);
  });

  test("another command that then asks says why", async () => {
    await stage.cli(["login"]);
    const { stderr } = await stage.cli(["verify-sync"], { environment: other() });
    expect(stderr).toContain(`Note: A sign-in of contoso.onmicrosoft.com is saved for client ${clientOf(0)}, but`);
    expect(stderr).toContain("enter the code");
  });

  test("logout obeys it, and says so; --all does not", async () => {
    await stage.cli(["login"]);
    const { code, stdout } = await stage.cli(["logout", "-o", "json"], { environment: other() });
    expect([code, errorIn(stdout).code]).toEqual([2, "not-saved"]);
    expect(errorIn(stdout).message).toContain("but AZURE_CLIENT_ID names");
    expect(errorIn(stdout).remedy).toContain(`logout --tenant contoso.onmicrosoft.com --client-id ${clientOf(0)} `);
    const all = await stage.cli(["logout", "--all", "-o", "json"], { environment: other() });
    expect(resultIn("logout", all.stdout).removed).toHaveLength(1);
  });
});

describe("a claims challenge in the middle of a command", () => {
  test("a revoked session is asked anew, the command goes on, and the answer is saved", async () => {
    await stage.cli(["login"]);
    await revoke();
    stage.newRequests();
    const { code, stdout, stderr } = await stage.cli(["verify-sync"]);
    expect(code, stderr).toBe(1);
    expect(stdout).toContain("AADC-OLD");
    expect(stderr).toContain("graph.microsoft.com asks for a newer sign-in");
    expect(stderr.split("enter the code")).toHaveLength(2);
    expect(await stage.cli(["whoami"])).toMatchObject({ code: 0, stderr: "" });
  });

  test("whoami asks nobody then, either", async () => {
    await stage.cli(["login"]);
    await revoke();
    const { code, stderr } = await stage.cli(["whoami"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/AADSTS50173[\s\S]*aadc-cloud login --tenant contoso\.onmicrosoft\.com/);
    expect(stderr).not.toContain("enter the code");
  });
});

test("a saved sign-in names no tenant for --yes", async () => {
  const { cli } = await outside(stage);
  await cli(["login", "--tenant", "contoso.com", "--client-id", clientOf(0)]);
  expect((await cli(["whoami"])).code).toBe(0);
  const { code, stdout } = await cli(["mfa-exclusion", "add", "--yes", "-o", "json"]);
  expect([code, errorIn(stdout).remedy]).toEqual([2, expect.stringContaining("--tenant")]);
  expect((await viewOf(stage).policies()).flatMap(({ excludeRoles }) => excludeRoles)).toEqual([]);
});

async function revoke(): Promise<void> {
  const token = await stage.sandbox.userToken();
  stage.time.pass(1_000);
  const answer = await stage.sandbox.graph(token, `/v1.0/users/${ADMIN}/revokeSignInSessions`, { method: "POST" });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

async function shouldNotOpen(): Promise<void> {
  throw new Error("No browser should be opened.");
}

function shouldNotStart(): void {
  throw new Error("No sandbox should be started.");
}
