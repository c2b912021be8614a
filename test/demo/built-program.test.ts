// What only the bundles can get wrong: packages that are loaded late, from within the built program.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { removeFolder } from "../support/recorded-folder.js";
import { run } from "./run-program.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const root = mkdtempSync(join(tmpdir(), "aadc-built-"));
const folder = join(root, "sandbox");
const sandbox = spawn(process.execPath, [MAIN, "sandbox", "start", "--sandbox-dir", folder], {
  stdio: ["ignore", "pipe", "inherit"],
});

beforeAll(() => new Promise<void>((resolve) => sandbox.stdout.once("data", () => resolve())));
afterAll(async () => {
  const ended = new Promise((resolve) => sandbox.once("exit", resolve));
  sandbox.kill();
  await ended;
  removeFolder(root);
});

const cli = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  run([MAIN, ...words], { cwd: root, environment });

describe("the built program", () => {
  test("prints YAML", async () => {
    const { code, stdout } = await cli(["verify-sync", "--sandbox-dir", folder, "-o", "yaml"]);
    expect(code).toBe(1);
    expect(parse(stdout)).toMatchObject({ schema: "aadc-cloud/verify-sync@1", verdict: "fail" });
  });

  test("applies a query", async () => {
    const words = ["verify-sync", "--sandbox-dir", folder, "--query", "tenant.displayName"];
    expect((await cli(words)).stdout).toBe('"Contoso"\n');
  });

  test("goes through a proxy", async () => {
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (data) => {
        asked.push(data.toString("latin1").split("\r\n")[0] ?? "");
        socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    try {
      const address = proxy.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      const words = ["verify-sync", "--tenant", "contoso.onmicrosoft.com", "--client-id", "c", "--auth", "device-code"];
      const { code, stderr } = await cli(words, { HTTPS_PROXY: `http://127.0.0.1:${address.port}` });
      expect(asked[0]).toBe("CONNECT login.microsoftonline.com:443 HTTP/1.1");
      expect(code).toBe(6);
      expect(stderr).toContain("The proxy refused to connect to login.microsoftonline.com (status 403)");
    } finally {
      proxy.close();
    }
  });

  test("loads what the Azure CLI's sign-in needs", async () => {
    const { code, stderr } = await cli(["verify-sync", "--tenant", "contoso.onmicrosoft.com", "--auth", "azure-cli"], {
      PATH: root,
    });
    expect(code).toBe(3);
    expect(stderr).toContain("az login");
  });

  test("names itself as the package does", async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
      version: string;
    };
    expect((await cli(["--version"])).stdout).toBe(`${version}\n`);
  });
});
