// The service account's password and pass in a key vault: there before the account, tagged, as new versions, nowhere else.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createFaults, type Fault, type Faults } from "../../src/sandbox/faults/faults.js";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import { isPassOf, opensWith } from "../support/standing-account.js";
import { deleteSecret, disableSecret, putSecret, secretIn } from "../support/vault-contents.js";

const refused = (status: number) => ({ kind: "status", status, body: "json" }) as const;
const upn = (name: string) => `${name}@contoso.onmicrosoft.com`;

describe("a key vault", () => {
  let stage: Stage;
  let rules: Faults | undefined;
  const failing = (...faults: Fault[]) => {
    rules = createFaults(faults, 1);
  };
  beforeAll(async () => {
    stage = await startStage({
      tenant: (tenant) => {
        tenant.vaults.push({ name: "kv-shut", access: [] });
        for (const { access } of tenant.vaults)
          for (const one of access) one.permissions = [...new Set([...one.permissions, "delete" as const])];
      },
      faults: { needEarlierAnswers: false, strike: (request) => rules?.strike(request) },
    });
  });
  beforeEach(() => {
    rules = undefined;
    stage.newRequests();
  });
  afterAll(() => stage.close());

  const setup = (name: string, where: string, ...more: string[]) =>
    stage.cli(["setup-svc-account", "--name", name, "--password-to", `keyvault:${where}`, "--yes", ...more]);
  const asData = (name: string, where: string, ...more: string[]) => setup(name, where, "-o", "json", ...more);
  const writesToGraph = () =>
    stage.newRequests().filter(({ host, method }) => host.startsWith("graph.") && method !== "GET");
  const opens = async (name: string, secret: string) =>
    opensWith(stage, upn(name), (await secretIn(stage, secret))?.values.at(-1) ?? "");

  test("holds the password before there is an account, tagged with it, and no other place does", async () => {
    const { code, stdout, stderr } = await asData("svc-one", "KV-Contoso/one", "--trace", "kv.jsonl", "-v");
    expect([code, stderr]).toEqual([0, expect.stringContaining("PUT https://kv-contoso.vault.azure.net/secrets/one")]);
    const result = resultIn("setup-svc-account", stdout);
    expect(result.account.passwordTo).toBe("keyvault:kv-contoso/one");
    const stored = await secretIn(stage, "one");
    expect(stored).toMatchObject({
      contentType: "text/plain",
      expires: null,
      tags: {
        "aadc-cloud-upn": upn("svc-one"),
        "aadc-cloud-run": result.runId,
        "aadc-cloud-purpose": "password",
      },
    });
    expect(stored?.values).toHaveLength(1);
    expect(await opens("svc-one", "one")).toBe(true);
    const order = stage
      .newRequests()
      .filter(({ method, host }) => method !== "GET" && !host.startsWith("login."))
      .map(({ method, host }) => `${method} ${host}`);
    expect(order.slice(0, 2)).toEqual(["PUT kv-contoso.vault.azure.net", "POST graph.microsoft.com"]);
    const written = filesBelow(stage.cwd);
    const places = { stdout, stderr, ...written, ...filesBelow(stage.dir, ["vault.json"]) };
    expect(written["kv.jsonl"]).toContain("/secrets/one");
    expect(placesWith(stored?.values[0] ?? "", places)).toEqual([]);
  });

  test("is not asked at all where no password is needed", async () => {
    expect((await setup("svc-one", "kv-contoso/another")).code).toBe(0);
    expect(stage.newRequests().filter(({ host }) => host.includes("vault"))).toEqual([]);
  });

  test("takes it from an application that signs in with a secret", async () => {
    const { code } = await stage.cli(
      [
        "setup-svc-account",
        "--name",
        "svc-app",
        "--password-to",
        "keyvault:kv-contoso/app",
        "--yes",
        "--auth",
        "secret",
      ],
      { environment: { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret } },
    );
    expect(code).toBe(0);
    expect(await opens("svc-app", "app")).toBe(true);
  });

  test("holds a pass beside it, with its end", async () => {
    expect((await setup("svc-tap", "kv-contoso/tap", "--tap", "8h")).code).toBe(0);
    const pass = await secretIn(stage, "tap-pass");
    expect(pass?.tags).toMatchObject({ "aadc-cloud-upn": upn("svc-tap"), "aadc-cloud-purpose": "pass" });
    expect(pass?.tags["aadc-cloud-pass-id"]).toMatch(/^[\da-f-]{36}$/);
    expect(pass?.values).toEqual(["(no pass yet)", expect.any(String)]);
    expect(await isPassOf(stage, "svc-tap", pass?.values.at(-1) ?? "")).toBe(true);
    expect(pass?.expires).toBeGreaterThan(stage.time.now() / 1000);
  });

  describe("what is there already", () => {
    test.each([
      ["somebody's", {}],
      ["another account's", { "aadc-cloud-upn": "other@contoso.onmicrosoft.com", "aadc-cloud-purpose": "password" }],
      ["the account's pass", { "aadc-cloud-upn": upn("svc-no"), "aadc-cloud-purpose": "pass" }],
    ])("%s stays as it is, and nothing is changed", async (whose, tags) => {
      const name = `taken-${whose.length}`;
      await putSecret(stage, name, "somebody's own value", tags);
      stage.newRequests();
      const { code, stdout, stderr } = await asData("svc-no", `kv-contoso/${name}`, "--trace", "taken.jsonl");
      expect([code, errorIn(stdout).code]).toEqual([4, "secret-exists"]);
      expect(writesToGraph()).toEqual([]);
      expect((await secretIn(stage, name))?.values).toEqual(["somebody's own value"]);
      expect(placesWith("somebody's own value", { stdout, stderr, ...filesBelow(stage.cwd) })).toEqual([]);
    });

    test("the place of a pass is looked at, too", async () => {
      await putSecret(stage, "beside-pass", "somebody's own value");
      stage.newRequests();
      const { code, stdout } = await asData("svc-no", "kv-contoso/beside", "--tap", "8h");
      expect([code, errorIn(stdout).code]).toEqual([4, "secret-exists"]);
      expect(writesToGraph()).toEqual([]);
    });

    test("a deleted one, and a disabled one", async () => {
      await putSecret(stage, "gone", "old");
      await deleteSecret(stage, "gone");
      await disableSecret(stage, "off");
      stage.newRequests();
      const gone = await asData("svc-no", "kv-contoso/gone");
      expect([gone.code, errorIn(gone.stdout).code]).toEqual([4, "secret-deleted"]);
      const off = await asData("svc-no", "kv-contoso/off");
      expect([off.code, errorIn(off.stdout).code]).toEqual([4, "secret-disabled"]);
      expect(writesToGraph()).toEqual([]);
      expect(await viewOf(stage).usersBeginning("svc-no")).toEqual([]);
    });

    test("what a run that was refused has left serves again", async () => {
      failing({ host: "graph", method: "POST", path: "*/users", fault: refused(403) });
      expect((await setup("svc-again", "kv-contoso/again")).code).toBe(3);
      rules = undefined;
      expect((await setup("svc-again", "kv-contoso/again")).code).toBe(0);
      expect((await secretIn(stage, "again"))?.values).toHaveLength(1);
      expect(await opens("svc-again", "again")).toBe(true);
    });
  });

  describe("that does not do it", () => {
    test.each([
      ["kv-nowhere/x", 2, "vault-not-found"],
      ["kv-shut/x", 3, "vault-access"],
    ])("%s: exit %i, %s, and nothing is changed", async (where, code, error) => {
      const outcome = await asData("svc-no", where);
      expect([outcome.code, errorIn(outcome.stdout).code]).toEqual([code, error]);
      expect(errorIn(outcome.stdout).remedy).toContain("--password-to file:PATH");
      expect(writesToGraph()).toEqual([]);
    });

    test("lets nobody set a secret: nothing is changed", async () => {
      failing({ host: "vault", method: "PUT", fault: refused(403) });
      const outcome = await asData("svc-no", "kv-contoso/no-set");
      expect([outcome.code, errorIn(outcome.stdout).code]).toEqual([3, "vault-access"]);
      expect(writesToGraph()).toEqual([]);
    });

    test("is throttled, faulty, or loses its answer: the same password, once it is there", async () => {
      failing(
        { host: "vault", method: "PUT", nth: [1], fault: { ...refused(429), retryAfter: 3 } },
        { host: "vault", method: "PUT", nth: [2], fault: { kind: "reset", work: "done" } },
        { host: "vault", method: "GET", nth: [1], fault: refused(503) },
      );
      expect((await setup("svc-slow", "kv-contoso/slow")).code).toBe(0);
      const stored = await secretIn(stage, "slow");
      expect(new Set(stored?.values).size).toBe(1);
      expect(await opens("svc-slow", "slow")).toBe(true);
    });
  });
});

test("a registration that may not reach key vaults: who must consent, and what else there is", async () => {
  const stage = await startStage({
    tenant: (tenant) => {
      const vaults = tenant.servicePrincipals.find(({ displayName }) => displayName === "Azure Key Vault");
      tenant.permissionGrants = tenant.permissionGrants.filter(({ resourceId }) => resourceId !== vaults?.id);
    },
  });
  try {
    const argv = ["setup-svc-account", "--password-to", "keyvault:kv-contoso/x", "--yes", "-o", "json"];
    const { code, stdout } = await stage.cli(argv);
    expect([code, errorIn(stdout).code]).toEqual([3, "vault-consent"]);
    expect(errorIn(stdout).remedy).toContain("user_impersonation");
    expect(stage.newRequests().filter(({ host, method }) => host.startsWith("graph.") && method !== "GET")).toEqual([]);
  } finally {
    await stage.close();
  }
});
