// Exit code 6: the service is not there, does not answer, or the deadline passes, and nothing is half-done.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runIn, type Stage, startStage } from "../support/cli-stage.js";
import { createTestTime } from "../support/cli-time.js";
import { freePort, type LoopbackServer, startServer } from "../support/loopback-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const PEM = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

function folderOfSandbox(port: number, pid: number): string {
  const dir = temporaryFolder();
  const caFile = path.join(dir, "ca.pem");
  writeFileSync(caFile, PEM);
  const info = {
    port,
    pid,
    caFile,
    tenantId: "t",
    clients: [{ clientId: "c" }],
    hosts: { graph: "graph.microsoft.com" },
  };
  writeFileSync(path.join(dir, "sandbox.json"), JSON.stringify(info));
  return dir;
}

describe("nobody there", () => {
  test("a port on which nobody listens: asked again, then given up", async () => {
    const waits: number[] = [];
    const dir = folderOfSandbox(await freePort(), process.pid);
    const { code, stdout, stderr } = await runIn(["verify-sync", "--sandbox-dir", dir], {
      cwd: dir,
      onSleep: (ms) => waits.push(ms),
    });
    expect(code).toBe(6);
    expect(stdout).toBe("");
    expect(stderr).toContain(`The sandbox of ${dir} does not answer`);
    expect(stderr).toContain(`aadc-cloud sandbox reset --sandbox-dir ${dir}`);
    expect(waits.length).toBeGreaterThan(2);
  });

  test("a proxy that is not there", async () => {
    const { code, stderr } = await runIn(
      ["verify-sync", "--tenant", "t.example", "--client-id", "c", "--auth", "device-code"],
      { cwd: temporaryFolder(), environment: { HTTPS_PROXY: `http://127.0.0.1:${await freePort()}` } },
    );
    expect(code).toBe(6);
    expect(stderr).toMatch(/What to do: .*(network|proxy)/i);
  });

  test("a sandbox.json whose process is gone: another sandbox is started, and not waited for without end", async () => {
    const time = createTestTime();
    const dir = folderOfSandbox(await freePort(), 2 ** 22 + 1);
    const started: (readonly string[])[] = [];
    const before = time.now();
    const { code, stderr } = await runIn(["verify-sync", "--sandbox-dir", dir], {
      cwd: dir,
      time,
      onStartDetached: (args) => started.push(args),
    });
    expect(code).toBe(6);
    expect(stderr).toContain("did not start");
    expect(stderr).toContain(`sandbox start --sandbox-dir ${dir}`);
    expect(started).toHaveLength(1);
    expect(started[0]?.slice(0, 4)).toEqual(["sandbox", "start", "--sandbox-dir", dir]);
    expect(started[0]).toContain("--idle-exit");
    expect(time.now() - before).toBeLessThan(60_000);
  });

  test("a corrupt folder is told from one that is not running, and mended by reset", async () => {
    const dir = temporaryFolder();
    writeFileSync(path.join(dir, "sandbox.json"), '{"port":');
    const { code, stderr } = await runIn(["verify-sync", "--sandbox-dir", dir], { cwd: dir });
    expect(code).toBe(2);
    expect(stderr).toContain("corrupt");
    expect(stderr).toContain(`sandbox reset --sandbox-dir ${dir}`);
    expect((await runIn(["sandbox", "status", "--sandbox-dir", dir], { cwd: dir })).code).toBe(2);
    expect((await runIn(["sandbox", "reset", "--sandbox-dir", dir], { cwd: dir })).code).toBe(0);
    expect((await runIn(["sandbox", "status", "--sandbox-dir", dir], { cwd: dir })).code).toBe(0);
  });

  test("a tenant without a client is not corrupt: which client is meant is asked for", async () => {
    const folder = temporaryFolder();
    const scenario = path.join(folder, "ours.yaml");
    const people = "[{ alias: admin, name: A, roles: [Global Administrator], signsIn: true }]";
    const tenant = `{ name: Example, initialDomain: example.onmicrosoft.com, people: ${people} }`;
    writeFileSync(scenario, `name: ours\ndescription: Nobody's.\ntenants: [${tenant}]\n`);
    const other = await startStage({ scenario });
    const { code, stderr } = await other.cli(["verify-sync"]);
    await other.close();
    expect([code, stderr]).toEqual([2, expect.stringContaining("--client-id")]);
    expect(stderr).not.toContain("corrupt");
  });

  test("a file where the sandbox's folder should be", async () => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, "file"), "");
    const { code, stderr } = await runIn(["verify-sync", "--sandbox-dir", "file"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("--sandbox-dir");
  });
});

describe("the deadline", () => {
  let silent: LoopbackServer;
  let stage: Stage;
  beforeAll(async () => {
    silent = await startServer(() => undefined);
    stage = await startStage({ latencyMs: 150 });
  });
  afterAll(async () => {
    await silent.close();
    await stage.close();
  });

  test("a proxy that accepts and never answers", async () => {
    const started = performance.now();
    const { code, stderr } = await runIn(
      ["verify-sync", "--tenant", "t.example", "--client-id", "c", "--auth", "device-code", "--timeout", "0.3s"],
      { cwd: temporaryFolder(), environment: { HTTPS_PROXY: silent.origin } },
    );
    expect(code).toBe(6);
    expect(stderr).toContain("deadline of 0.3 seconds");
    expect(stderr).toContain("--timeout");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("a tenant that answers slowly: no reading becomes unknown by it, no result is printed", async () => {
    const { code, stdout, stderr } = await stage.cli(["verify-sync", "--timeout", "0.5s"]);
    expect(code).toBe(6);
    expect(stdout).toBe("");
    expect(stderr).toContain("deadline");
  });

  test("a deadline that is far away is in nobody's way", async () => {
    const { code } = await stage.cli(["cleanup-health", "--timeout", "PT10M"]);
    expect(code).toBe(0);
  });
});
