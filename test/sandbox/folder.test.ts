import { existsSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import https from "node:https";
import path from "node:path";
import tls from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doInSandbox, resetSandbox, sandboxStatus } from "../../src/sandbox/control.js";
import { startSandbox } from "../../src/sandbox/start.js";
import { removeFolder } from "../support/recorded-folder.js";
import {
  at,
  GRAPH_SCOPE,
  listAt,
  preparedFolder,
  startTestSandbox,
  type TestSandbox,
  textAt,
} from "./sandbox-client.js";

let dir: string;

beforeEach(async () => {
  dir = await preparedFolder();
});
afterEach(() => removeFolder(dir));

async function inSandbox(work: (sandbox: TestSandbox) => Promise<void>): Promise<void> {
  const sandbox = await startTestSandbox({ dir });
  try {
    await work(sandbox);
  } finally {
    await sandbox.running.stop();
    await sandbox.agent.destroy();
  }
}

const user = (alias: string) => ({
  accountEnabled: true,
  displayName: alias,
  mailNickname: alias,
  userPrincipalName: `${alias}@contoso.onmicrosoft.com`,
  passwordProfile: { password: "Canary-Password-4711" },
});

test("a restart keeps the tenant, its time and its secrets", async () => {
  let first: unknown;
  await inSandbox(async (sandbox) => {
    first = sandbox.info;
    await sandbox.graph(await sandbox.appToken(), "/v1.0/users", { method: "POST", json: user("kept") });
    await doInSandbox(dir, ["advance", "2d"]);
  });
  await inSandbox(async (sandbox) => {
    expect(sandbox.info.clients).toEqual(at(first, "clients"));
    expect(sandbox.info.users).toEqual(at(first, "users"));
    expect((await sandbox.graph(await sandbox.appToken(), "/v1.0/users/kept@contoso.onmicrosoft.com")).status).toBe(
      200,
    );
    const time = Date.parse(textAt(await sandboxStatus(dir), "tenantTime"));
    expect(Math.abs(time - Date.now() - 2 * 86_400_000)).toBeLessThan(60_000);
  });
});

test("secrets stay out of the log and the state, and files of secrets are their owner's", async () => {
  const secrets: string[] = ["Canary-Password-4711"];
  await inSandbox(async (sandbox) => {
    const [client] = sandbox.info.clients;
    secrets.push(client?.clientSecret ?? "?", ...sandbox.info.users.map((one) => one.password));
    const app = await sandbox.appToken();
    secrets.push(app, await sandbox.userToken(`${GRAPH_SCOPE} openid offline_access`));
    await sandbox.graph(app, "/v1.0/users", { method: "POST", json: user("canary") });
    const login = `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/token`;
    const form = {
      client_id: "x",
      client_secret: "Canary-Secret",
      code: "Canary-Code",
      refresh_token: "Canary-Refresh",
      device_code: "Canary-Device",
      client_assertion: "Canary-Assertion",
    };
    await sandbox.send(login, { method: "POST", form });
    await sandbox.send(`${login}?client_secret=Canary-Secret&code=Canary-Code`, {
      method: "POST",
      json: { password: "Canary-Password-4711" },
    });
    await sandbox.send(login, { method: "POST", form, headers: { "content-type": "text/plain" } });
    secrets.push("Canary");
  });
  const log = await readFile(path.join(dir, "requests.jsonl"), "utf8");
  const state = await readFile(path.join(dir, "state.json"), "utf8");
  for (const secret of secrets) {
    for (const form of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
    ]) {
      expect(log).not.toContain(form);
      expect(state).not.toContain(form);
    }
  }
  const lines = log
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  const created = lines.find((line) => at(line, "url") === "/v1.0/users");
  expect(created).toMatchObject({
    host: "graph.microsoft.com",
    method: "POST",
    requestBody: { displayName: "canary", passwordProfile: { password: "***" } },
    status: 201,
    responseBody: { displayName: "canary" },
  });
  expect(
    lines.some(
      (line) =>
        at(line, "requestBody", "client_secret") === "***" && at(line, "responseBody", "error_codes", 0) === 900144,
    ),
  ).toBe(true);
  if (process.platform === "win32") return;
  for (const name of ["sandbox.json", "key.pem", "state.json", "requests.jsonl"]) {
    expect((await stat(path.join(dir, name))).mode & 0o777).toBe(0o600);
  }
});

describe("a corrupt folder", () => {
  test.each(["state.json", "sandbox.json"])("with a bad %s is refused, and mended by reset", async (name) => {
    await inSandbox(() => Promise.resolve());
    const file = path.join(dir, name);
    for (const content of ["{", '{"version":99}']) {
      await writeFile(file, content);
      await expect(startSandbox({ dir })).rejects.toMatchObject({
        name: "SandboxError",
        code: "corrupt",
        message: expect.stringContaining(name) as string,
        remedy: expect.stringContaining("sandbox reset") as string,
      });
      await mkdir(path.join(dir, "state"), { recursive: true });
      await writeFile(path.join(dir, "state", "journal.jsonl"), "old");
      expect(await resetSandbox(dir)).toMatchObject({ reset: true, running: false });
      expect(existsSync(path.join(dir, "state", "journal.jsonl"))).toBe(false);
      await inSandbox(async (sandbox) => {
        expect((await sandbox.graph(await sandbox.appToken(), "/v1.0/domains")).status).toBe(200);
      });
    }
  });

  test("with a torn certificate gets a new one", async () => {
    await inSandbox(() => Promise.resolve());
    await writeFile(path.join(dir, "key.pem"), "-----BEGIN");
    await inSandbox(async (sandbox) => {
      expect((await sandbox.send("https://login.microsoftonline.com/common/discovery/v2.0/keys")).status).toBe(200);
    });
  });
});

test("controls of a folder on which nothing runs", async () => {
  expect(await sandboxStatus(dir)).toEqual({ running: false, dir });
  await expect(doInSandbox(dir, ["sync"])).rejects.toMatchObject({ code: "not-running" });
  await inSandbox(() => Promise.resolve());
  expect(await sandboxStatus(dir)).toEqual({ running: false, dir });
  await expect(startSandbox({ dir, scenario: "atlantis" })).rejects.toMatchObject({
    code: "usage",
    remedy: expect.stringContaining("contoso-v1") as string,
  });
});

test("it ends by itself when nobody asks, and not before", async () => {
  const running = await startSandbox({ dir, idleExitSeconds: 0.4 });
  const started = Date.now();
  for (let count = 0; count < 4; count += 1) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await sandboxStatus(dir)).toMatchObject({ running: true });
  }
  expect(await running.ended).toBe("idle");
  expect(Date.now() - started).toBeGreaterThan(900);
  expect(existsSync(path.join(dir, "lock"))).toBe(false);
});

test("POST /$sandbox/stop ends it; a control that is not JSON is refused", async () => {
  const sandbox = await startTestSandbox({ dir });
  const stop = "https://localhost/$sandbox/stop";
  expect((await sandbox.send(stop, { method: "POST", form: { a: "b" } })).status).toBe(400);
  expect((await sandbox.send(stop, { method: "POST", json: {} })).body).toEqual({ stopping: true });
  expect(await sandbox.running.ended).toBe("stopped");
  await sandbox.agent.destroy();
});

test("TLS: the authority verifies the real names; a host that the connection was not made for is misdirected", async () => {
  await inSandbox(async (sandbox) => {
    for (const name of [...Object.values(sandbox.info.hosts), "localhost"]) {
      const servername = name.replace("*", "kv-contoso");
      const socket = tls.connect({
        host: "127.0.0.1",
        port: sandbox.info.port,
        servername,
        ca: await readFile(sandbox.info.caFile),
      });
      await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
      expect(socket.authorized).toBe(true);
      socket.destroy();
    }
    const ca = await readFile(sandbox.info.caFile);
    const status = (host: string, servername: string) =>
      new Promise((resolve, reject) => {
        const options = {
          host: "127.0.0.1",
          port: sandbox.info.port,
          servername,
          ca,
          headers: { host },
          path: "/v1.0/domains",
        };
        https.get(options, (response) => resolve(response.resume().statusCode)).on("error", reject);
      });
    expect(await status("management.azure.com", "graph.microsoft.com")).toBe(421);
    expect(await status("graph.microsoft.com", "localhost")).toBe(421);
    expect(await status("graph.microsoft.com", "graph.microsoft.com")).toBe(401);
  });
});

test("every route of /$support is served, and nothing else", async () => {
  await inSandbox(async (sandbox) => {
    const { body } = await sandbox.send("https://graph.microsoft.com/$support");
    const rows = listAt(body, "routes").filter((row) => at(row, "host") !== "any");
    expect(rows.length).toBeGreaterThan(60);
    const authorization = `Bearer ${await sandbox.userToken()}`;
    for (const row of rows) {
      const where = textAt(row, "path")
        .replace("PublishingProfiles/:type", "PublishingProfiles/authentication")
        .replace(/\(([a-zA-Z]+)=:[a-z]+\)/u, "($1='x')")
        .replace(/:[a-zA-Z]+/gu, "x");
      const method = textAt(row, "method") as "GET";
      const host = textAt(row, "host").replace("*", "kv-contoso");
      const answer = await sandbox.send(`https://${host}${where}`, {
        method,
        headers: { authorization },
      });
      expect([method, where, answer.status]).not.toEqual([method, where, 501]);
      expect(answer.status).toBeLessThan(500);
    }
    expect((await sandbox.send("https://graph.microsoft.com/v1.0/nothing")).status).toBe(501);
    const app = await sandbox.appToken();
    const missing = await sandbox.graph(app, "/v1.0/users", { method: "PATCH", json: {} });
    expect(missing.status).toBe(501);
  });
});
