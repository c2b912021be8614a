// The emulated key vaults: access policies, secrets that survive a kill, and none of them in state or log.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resetSandbox } from "../../src/sandbox/control.js";
import { startSandbox } from "../../src/sandbox/start.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { openVaultStore, type StoredSecret } from "../../src/sandbox/store/vault-store.js";
import { removeFolder } from "../support/recorded-folder.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, connectTo, listAt, preparedFolder, type TestClient, type TestSandbox, textAt } from "./sandbox-client.js";

const VAULT_SCOPE = "https://vault.azure.net/.default";
const VAULT = "https://migration.vault.azure.net";
const VERSION = "api-version=7.5";
const PERSON_GROUP = "9a0f7c52-6f0e-4a70-9d6c-0d0a4c1f7e11";

let sandbox: TestSandbox;
let token: string;

beforeAll(async () => {
  sandbox = await startWithTenant(withVaults);
  token = await sandbox.appToken(VAULT_SCOPE);
});
afterAll(() => sandbox.close());

function withVaults(tenant: TenantState): void {
  const [migration, reader] = ["Entra Connect migration", "Inventory (read only)"].map(
    (name) => tenant.servicePrincipals.find((one) => one.displayName === name)?.id ?? "",
  );
  tenant.groups.push({
    ...(tenant.groups[0] as TenantState["groups"][number]),
    id: PERSON_GROUP,
    securityEnabled: true,
    memberIds: [reader ?? ""],
  });
  tenant.vaults = [
    {
      name: "migration",
      access: [
        { principalId: migration ?? "", permissions: ["get", "list", "set", "delete", "recover", "purge"] },
        { principalId: PERSON_GROUP, permissions: ["get"] },
      ],
    },
    { name: "other", access: [] },
  ];
}

const ask = (where: string, options: Parameters<TestClient["send"]>[1] = {}, bearer = token, client = sandbox) =>
  client.send(`${VAULT}${where}${where.includes("?") ? "&" : "?"}${VERSION}`, {
    ...options,
    headers: { authorization: `Bearer ${bearer}`, ...options.headers },
  });
const put = (name: string, json: unknown, client: TestClient = sandbox, bearer = token) =>
  client.send(`${VAULT}/secrets/${name}?${VERSION}`, {
    method: "PUT",
    json,
    headers: { authorization: `Bearer ${bearer}` },
  });
const code = (answer: { readonly body: unknown }) => at(answer.body, "error", "code");

test("set, get, versions, list", async () => {
  const first = await put("Sync-Account", { value: "one", contentType: "text/plain", tags: { run: "1" } });
  expect(first.status).toBe(200);
  expect(textAt(first.body, "id")).toMatch(
    /^https:\/\/migration\.vault\.azure\.net\/secrets\/Sync-Account\/[0-9a-f]{32}$/u,
  );
  expect(first.body).toMatchObject({
    value: "one",
    contentType: "text/plain",
    tags: { run: "1" },
    attributes: { enabled: true, recoveryLevel: "Recoverable+Purgeable", recoverableDays: 90 },
  });
  const expires = 1_900_000_000;
  expect((await put("sync-account", { value: "two", attributes: { exp: expires } })).status).toBe(200);
  expect((await ask("/secrets/SYNC-ACCOUNT/")).body).toMatchObject({ value: "two", attributes: { exp: expires } });
  const version = textAt(first.body, "id").split("/").at(-1) ?? "";
  expect((await ask(`/secrets/sync-account/${version}`)).body).toMatchObject({ value: "one" });
  expect((await ask(`/secrets/sync-account/${version.replace(/^./u, "x")}`)).status).toBe(404);
  expect(listAt((await ask("/secrets/sync-account/versions")).body, "value")).toHaveLength(2);
  const list = await ask("/secrets");
  expect(listAt(list.body, "value")).toHaveLength(1);
  expect(at(list.body, "value", 0, "id")).toBe(`${VAULT}/secrets/Sync-Account`);
  expect(JSON.stringify(list.body)).not.toContain("two");
});

test("lists come in pages of at most 25", async () => {
  for (const name of ["p1", "p2", "p3"]) await put(name, { value: name });
  const page = await ask("/secrets?maxresults=3");
  expect(listAt(page.body, "value")).toHaveLength(3);
  const rest = await sandbox.send(textAt(page.body, "nextLink"), { headers: { authorization: `Bearer ${token}` } });
  expect(listAt(rest.body, "value").map((one) => at(one, "id"))).toEqual([`${VAULT}/secrets/Sync-Account`]);
  expect(at(rest.body, "nextLink")).toBeNull();
  for (const wrong of ["maxresults=26", "maxresults=x", "$skiptoken=-1"]) {
    expect([wrong, (await ask(`/secrets?${wrong}`)).status]).toEqual([wrong, 400]);
  }
});

test("a deleted secret can be recovered, or purged; its name is taken meanwhile", async () => {
  await put("gone", { value: "v" });
  const deleted = await ask("/secrets/gone", { method: "DELETE" });
  expect(deleted.status).toBe(200);
  expect(deleted.body).toMatchObject({ recoveryId: `${VAULT}/deletedsecrets/gone` });
  expect(deleted.body).not.toHaveProperty("value");
  expect(code(await ask("/secrets/gone"))).toBe("SecretNotFound");
  const taken = await put("gone", { value: "w" });
  expect([taken.status, at(taken.body, "error", "innererror", "code")]).toEqual([409, "ObjectIsDeletedButRecoverable"]);
  expect(listAt((await ask("/deletedsecrets")).body, "value")).toHaveLength(1);
  expect((await ask("/deletedsecrets/gone")).status).toBe(200);
  expect((await ask("/deletedsecrets/gone/recover", { method: "POST" })).status).toBe(200);
  expect((await ask("/secrets/gone")).body).toMatchObject({ value: "v" });
  await ask("/secrets/gone", { method: "DELETE" });
  expect((await ask("/deletedsecrets/gone", { method: "DELETE" })).status).toBe(204);
  expect((await ask("/deletedsecrets/gone")).status).toBe(404);
  expect((await put("gone", { value: "x" })).status).toBe(200);
});

test("a disabled secret is not shown", async () => {
  await put("off", { value: "v", attributes: { enabled: false } });
  const refused = await ask("/secrets/off");
  expect([refused.status, at(refused.body, "error", "innererror", "code")]).toEqual([403, "SecretDisabled"]);
});

test("without a token: where to get one, and for what", async () => {
  const answer = await sandbox.send(`${VAULT}/secrets/a?${VERSION}`);
  expect([answer.status, code(answer)]).toEqual([401, "Unauthorized"]);
  expect(answer.headers["www-authenticate"]).toBe(
    `Bearer authorization="https://login.microsoftonline.com/${sandbox.info.tenantId}", resource="https://vault.azure.net"`,
  );
  expect((await ask("/secrets/a", {}, await sandbox.appToken())).status).toBe(401);
});

test("rights by access policy, groups included", async () => {
  const reader = await sandbox.appToken(VAULT_SCOPE, 1);
  expect((await ask("/secrets/sync-account", {}, reader)).status).toBe(200);
  const refused = await put("sync-account", { value: "v" }, sandbox, reader);
  expect([refused.status, code(refused)]).toEqual([403, "Forbidden"]);
  expect(at(refused.body, "error", "innererror", "code")).toBe("ForbiddenByPolicy");
  const other = await sandbox.send(`https://other.vault.azure.net/secrets/a?${VERSION}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(other.status).toBe(403);
  const none = await sandbox.send(`https://nowhere.vault.azure.net/secrets/a?${VERSION}`);
  expect([none.status, code(none)]).toEqual([404, "VaultNotFound"]);
});

test.each<[string, unknown]>([
  ["no value", {}],
  ["a number", { value: 3 }],
  ["a list", { value: ["hidden-list-entry"] }],
  ["no object", "hidden-text"],
  ["too long", { value: "x".repeat(25_601) }],
  ["tags of a wrong type", { value: "v", tags: [1] }],
  ["too many tags", { value: "v", tags: Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`t${n}`, ""])) }],
])("refused with 400: %s", async (_, body) => {
  const answer = await put("bad", body);
  expect([answer.status, code(answer)]).toEqual([400, "BadParameter"]);
});

test("names, versions and content types that nobody means", async () => {
  for (const name of ["a_b", "a%2Fb", "%E2%80%AE", "x".repeat(128)]) {
    expect([name.slice(0, 9), (await put(name, { value: "v" })).status]).toEqual([name.slice(0, 9), 400]);
  }
  expect((await put("constructor", { value: "c" })).status).toBe(200);
  expect((await ask("/secrets/__proto__")).status).toBe(404);
  for (const version of ["", "?api-version=7.0", "?api-version="]) {
    const url = `${VAULT}/secrets/constructor${version}`;
    expect((await sandbox.send(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(400);
  }
  const form = await ask("/secrets/constructor", { method: "PUT", form: { value: "form-secret" } });
  expect(form.status).toBe(400);
});

test("no secret stands in the state or in the request log", async () => {
  const canary = "canary-4711-of-the-vault";
  await put("canary", { value: canary });
  await ask("/secrets/canary");
  for (const name of ["state.json", "requests.jsonl"]) {
    const text = readFileSync(path.join(sandbox.dir, name), "utf8");
    for (const secret of [canary, "form-secret", "hidden-list-entry", "hidden-text"])
      expect(text).not.toContain(secret);
  }
  const log = readFileSync(path.join(sandbox.dir, "requests.jsonl"), "utf8");
  expect(log).toContain('"requestBody":{"value":"***"');
  expect(log).toContain("/secrets/canary");
  const file = path.join(sandbox.dir, "vault.json");
  expect(readFileSync(file, "utf8")).toContain(canary);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("what was acknowledged is on the disk at once, all writes at a time; a reset empties it", async () => {
  const dir = await preparedFolder();
  const one = await startWithTenant(withVaults, { dir });
  try {
    const bearer = await one.appToken(VAULT_SCOPE);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put(`many-${n}`, { value: `v${n}` }, one, bearer)),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200));
    const stored = JSON.parse(readFileSync(path.join(dir, "vault.json"), "utf8")) as unknown;
    expect(listAt(stored, "vaults", 0, "secrets")).toHaveLength(20);
    await one.running.stop();

    const again = await startSandbox({ dir });
    const client = await connectTo(again.info);
    const secret = () =>
      client.send(`${VAULT}/secrets/many-7?${VERSION}`, { headers: { authorization: `Bearer ${bearer}` } });
    expect((await secret()).body).toMatchObject({ value: "v7" });
    await client.send("https://localhost/$sandbox/reset", { method: "POST", json: {} });
    expect(existsSync(path.join(dir, "vault.json"))).toBe(false);
    await again.stop();
    await client.agent.destroy();

    writeFileSync(path.join(dir, "vault.json"), '{"version":1,"vaults":[]}');
    await resetSandbox(dir, undefined);
    expect(existsSync(path.join(dir, "vault.json"))).toBe(false);

    writeFileSync(path.join(dir, "vault.json"), '{"version":7}');
    await expect(startSandbox({ dir })).rejects.toMatchObject({ code: "corrupt" });
  } finally {
    await one.close();
  }
});

test("a write that fails is not acknowledged and not shown", async () => {
  const dir = await preparedFolder();
  const file = path.join(dir, "vault.json");
  const store = await openVaultStore(dir);
  const secret = (name: string): StoredSecret => ({
    name,
    deleted: null,
    versions: [
      {
        version: "1",
        value: "v",
        contentType: null,
        tags: {},
        enabled: true,
        notBefore: null,
        expires: null,
        created: 0,
      },
    ],
  });
  const add = (name: string) => store.change("a.vault.azure.net", (secrets) => [...secrets, secret(name)]);
  const shown = () => store.secrets("a.vault.azure.net").map((one) => one.name);
  await add("kept");
  renameSync(file, `${file}.aside`);
  mkdirSync(file);
  await expect(add("lost")).rejects.toThrow();
  expect(shown()).toEqual(["kept"]);
  removeFolder(file);
  renameSync(`${file}.aside`, file);
  await add("next");
  expect(shown()).toEqual(["kept", "next"]);
  removeFolder(dir);
});
