// Requests that no client of the real services would send: refused, logged, and nothing is done, kept or leaked.
import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import tls from "node:tls";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/start.js";
import { removeFolder } from "../support/recorded-folder.js";
import { at, preparedFolder, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

let sandbox: TestSandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startTestSandbox({ dir: await preparedFolder() });
  token = await sandbox.userToken();
});
afterAll(() => sandbox.close());

async function send(method: "POST" | "PATCH" | "DELETE", url: string, body: string, type = "application/json") {
  const answer = await request(url, {
    method,
    dispatcher: sandbox.agent,
    headers: { authorization: `Bearer ${token}`, "content-type": type },
    body,
  });
  return { status: answer.statusCode, text: await answer.body.text() };
}

const log = () => readFileSync(path.join(sandbox.dir, "requests.jsonl"), "utf8");
const lastLine = (): unknown => JSON.parse(log().trimEnd().split("\n").at(-1) ?? "");
const DEEP = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
const ADMIN = "https://graph.microsoft.com/v1.0/users/admin@contoso.onmicrosoft.com";

describe("a body that is too deep to be walked through", () => {
  test.each([
    ["Graph", "PATCH", ADMIN],
    ["the controls", "POST", "https://graph.microsoft.com/$sandbox/do"],
    ["the login service", "POST", "https://login.microsoftonline.com/common/oauth2/v2.0/token"],
  ] as const)("%s refuses it, and says so in the log", async (_where, method, url) => {
    const { status, text } = await send(method, url, DEEP);
    expect(status).toBe(400);
    expect(at(JSON.parse(text), "error")).toBeDefined();
    expect(lastLine()).toMatchObject({ method, status: 400, requestBody: "*** (200000 characters)" });
  });

  test("brackets that stand in a text are not counted", async () => {
    const { status } = await send("PATCH", ADMIN, JSON.stringify({ jobTitle: `"${"[{".repeat(60)}\\` }));
    expect(status).toBe(204);
  });
});

test("a body of more than four megabytes is refused before anything is done", async () => {
  const { status } = await send("PATCH", ADMIN, JSON.stringify({ jobTitle: "x".repeat(5_000_000) }));
  expect(status).toBe(413);
  expect(log().length).toBeLessThan(1_000_000);
});

test("what is neither JSON nor a form is not kept, whatever it is", async () => {
  await send("PATCH", ADMIN, "<p>Canary-Password-5511</p>", "application/xml");
  await send(
    "POST",
    "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    "client%5Fsecret=Canary-5512",
    "text/plain",
  );
  await sandbox.send("https://login.microsoftonline.com/common/oauth2/v2.0/logout?id_token_hint=Canary-5513");
  expect(log()).not.toContain("Canary-55");
});

test("a client that goes away in the middle of its request does no harm", async () => {
  const socket = tls.connect({
    host: "127.0.0.1",
    port: sandbox.info.port,
    servername: "graph.microsoft.com",
    ca: readFileSync(sandbox.info.caFile),
  });
  // What is not written yet when it goes away is an error of the socket, and of nobody else.
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  socket.write(`DELETE /v1.0/users/ada.brandt@contoso.com HTTP/1.1\r\nHost: graph.microsoft.com\r\n`);
  socket.write(`Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await sandbox.graph(token, "/v1.0/users/ada.brandt@contoso.com")).status).toBe(200);
});

test("a mistyped year does not stop everybody", async () => {
  const url = "https://graph.microsoft.com/$sandbox/clock";
  const answer = await sandbox.send(url, { method: "POST", json: { until: "9999-12-31T23:59:59Z" } });
  expect(answer.status).toBe(400);
  expect((await sandbox.graph(token, "/v1.0/organization")).status).toBe(200);
});

test("an exposed sandbox reads no files for the network", async () => {
  const exposed = await startTestSandbox({ dir: await preparedFolder(), everyAddress: true });
  try {
    const url = "https://graph.microsoft.com/$sandbox/reset";
    const answer = await exposed.send(url, { method: "POST", json: { scenario: "/etc/passwd" } });
    expect([answer.status, at(answer.body, "error", "message")]).toEqual([400, "Files are not read for the network."]);
    expect((await exposed.send(url, { method: "POST", json: { scenario: "tailspin-free" } })).status).toBe(200);
  } finally {
    await exposed.close();
  }
});

test("a folder that cannot be made is refused, and at once", async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), "aadc-bad-"));
  const impossible = process.platform === "linux" ? "/proc/aadc-sandbox/x" : path.join(dir, "no\0name");
  await expect(startSandbox({ dir: impossible })).rejects.toMatchObject({ name: "SandboxError", code: "failed" });
  removeFolder(dir);
});
