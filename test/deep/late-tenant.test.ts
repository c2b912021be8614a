// A tenant in which everything is seen late, and whose time stands still but for those who wait: the command line as a
// process of its own waits for what it wrote, in no time, and goes on after it was killed.
import { existsSync, mkdtempSync, unlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, listAt, preparedFolder, startTestSandbox, type TestSandbox, textAt } from "../sandbox/sandbox-client.js";
import { removeFolder } from "../support/recorded-folder.js";
import { start } from "./sandbox-process.js";

const CLOCK = "https://graph.microsoft.com/$sandbox/status";
const NAME = "svc-adconnect@contoso.onmicrosoft.com";
// Below node_modules, so that what is not bundled is found.
const bundle = mkdtempSync(path.join(process.cwd(), "node_modules", ".aadc-late-"));
let sandbox: TestSandbox;

beforeAll(async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, "../support/run-on-sandbox-clock.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    splitting: true,
    external: ["@azure/*", "@microsoft/microsoft-graph-client", "commander", "undici", "zod"],
    outdir: path.join(bundle, "out"),
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
  sandbox = await startTestSandbox({
    dir: await preparedFolder(),
    clock: "manual",
    lags: {
      user: { afterMs: 45_000 },
      "user-search": { afterMs: 60_000 },
      "role-assignment": { afterMs: 90_000 },
      policy: { afterMs: 30_000 },
    },
  });
});
afterAll(async () => {
  await sandbox.close();
  removeFolder(bundle);
});

const tenantTime = async () => Date.parse(String(at((await sandbox.send(CLOCK)).body, "tenantTime")));

async function cli(...words: readonly string[]) {
  const script = path.join(bundle, "out", "run-on-sandbox-clock.mjs");
  const { port, caFile } = sandbox.info;
  const context = [script, String(port), caFile, String(await tenantTime())];
  return start(process.execPath, [...context, ...words, "--sandbox-dir", sandbox.dir]);
}

const setup = () =>
  cli("setup-svc-account", "--password-to", `file:${path.join(bundle, "password")}`, "--yes", "-o", "json");

test.each([300, 450, 600, 750, 900])(
  "setup-svc-account waits for what it wrote, also after a kill at %i ms",
  async (kill) => {
    const reset = "https://graph.microsoft.com/$sandbox/reset";
    expect((await sandbox.send(reset, { method: "POST", json: {} })).status).toBe(200);
    removeIfThere(path.join(bundle, "password"));
    const before = await tenantTime();
    const killed = await setup();
    await delay(kill);
    killed.child.kill("SIGKILL");
    await killed.ended;

    const started = performance.now();
    let { code, stderr } = await (await setup()).ended;
    if (code !== 0) {
      // The account that the killed run has made cannot be seen yet: said as the service says it, nothing is half done.
      expect([code, stderr.includes("ObjectConflict")], stderr).toEqual([6, true]);
      const until = new Date((await tenantTime()) + 120_000).toISOString();
      await sandbox.send("https://graph.microsoft.com/$sandbox/clock", { method: "POST", json: { until } });
      ({ code, stderr } = await (await setup()).ended);
    }
    expect(code, stderr).toBe(0);
    expect(performance.now() - started, "wall time").toBeLessThan(30_000);
    expect((await tenantTime()) - before, "tenant time").toBeGreaterThan(90_000);

    const token = await sandbox.userToken();
    const found = await sandbox.graph(token, `/v1.0/users?$filter=userPrincipalName eq '${NAME}'&$select=id`);
    expect(listAt(found.body, "value")).toHaveLength(1);
    const id = textAt(found.body, "value", 0, "id");
    const roles = await sandbox.graph(
      token,
      `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '${id}'`,
    );
    expect(listAt(roles.body, "value")).toHaveLength(1);
  },
);

function removeIfThere(file: string): void {
  if (existsSync(file)) unlinkSync(file);
}
