// The sandbox by its own commands: start, status, events, reset, and what each refuses.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { finish, type Stage, startStage } from "../support/cli-stage.js";
import { createTestWorld } from "../support/cli-world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("sandbox start", () => {
  test("prints one line of JSON without secrets, serves, and ends with 0 when interrupted", async () => {
    const dir = path.join(temporaryFolder(), "new");
    const cwd = temporaryFolder();
    const world = createTestWorld({ cwd });
    const running = finish(["sandbox", "start", "--sandbox-dir", dir, "--idle-exit", "60"], world);
    await expect.poll(() => world.written.stdout, { timeout: 10_000, interval: 20 }).toMatch(/\n$/);
    const printed = world.written.stdout;
    expect(printed.trimEnd().split("\n")).toHaveLength(1);
    const info = JSON.parse(readFileSync(path.join(dir, "sandbox.json"), "utf8")) as {
      port: number;
      clients: readonly { clientSecret: string }[];
      users: readonly { password: string }[];
    };
    expect(JSON.parse(printed)).toMatchObject({
      port: info.port,
      caFile: expect.stringContaining("ca.pem") as unknown,
      initialDomain: "contoso.onmicrosoft.com",
      hosts: { login: "login.microsoftonline.com", graph: "graph.microsoft.com", arm: "management.azure.com" },
    });
    const secrets = [...info.clients.map((one) => one.clientSecret), ...info.users.map((one) => one.password)];
    expect(secrets.length).toBeGreaterThan(2);
    for (const secret of secrets)
      expect(placesWith(secret, { printed, ...filesBelow(dir, ["sandbox.json"]) })).toEqual([]);

    const status = await finish(["sandbox", "status", "--sandbox-dir", dir], createTestWorld({ cwd }));
    expect(JSON.parse(status.stdout)).toMatchObject({ running: true, port: info.port });
    const second = await finish(["sandbox", "start", "--sandbox-dir", dir], createTestWorld({ cwd }));
    expect(second.code).toBe(4);
    expect(second.stderr).toContain("in use");

    world.interrupt();
    expect((await running).code).toBe(0);
    const after = await finish(["sandbox", "status", "--sandbox-dir", dir], createTestWorld({ cwd }));
    expect(JSON.parse(after.stdout)).toMatchObject({ running: false });
  });

  test("a corrupt tenant is refused, and reset mends it", async () => {
    const dir = temporaryFolder();
    const cwd = temporaryFolder();
    const sandbox = (...argv: string[]) => finish(["sandbox", ...argv, "--sandbox-dir", dir], createTestWorld({ cwd }));
    writeFileSync(path.join(dir, "state.json"), '{"version":1}');
    const refused = await sandbox("start");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("state.json");
    expect(refused.stderr).toContain("sandbox reset");
    expect((await sandbox("reset")).code).toBe(0);
    expect(existsSync(path.join(dir, "lock"))).toBe(false);
    expect(JSON.parse(readFileSync(path.join(dir, "state.json"), "utf8"))).toHaveProperty(
      "state.scenario",
      "contoso-v1",
    );
  });

  test("a port that is taken is the service's failure", async () => {
    const stage = await startStage();
    try {
      const argv = ["sandbox", "start", "--port", String(stage.sandbox.info.port), "--sandbox-dir", "another"];
      const { code, stderr } = await finish(argv, createTestWorld({ cwd: stage.cwd }));
      expect(code).toBe(6);
      expect(stderr).toMatch(/What to do: .*port/);
    } finally {
      await stage.close();
    }
  });
});

describe("sandbox do and reset", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  test.each([
    { words: ["explode"], says: "install-server" },
    { words: ["set-staging", "AADC-NEW", "maybe"], says: "on|off" },
    { words: ["stop-server", "AADC-9"], says: "AADC-OLD, AADC-NEW" },
    { words: ["advance", "soon"], says: "advance 90s|30m|8h|7d" },
    { words: ["install-server", "AADC-3"], says: "--version" },
    { words: ["install-server", "A\u001b[31m", "--version", "2.6.3.0"], says: "install-server" },
  ])("$words is refused", async ({ words, says }) => {
    const { code, stdout, stderr } = await stage.cli(["sandbox", "do", ...words]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("\u001b");
  });

  test("options of an event reach the event", async () => {
    const argv = ["sandbox", "do", "install-server", "AADC-3", "--version", "2.6.3.0", "--staging"];
    const { code, stdout } = await stage.cli(argv);
    expect(code).toBe(0);
    const { servers } = JSON.parse(stdout) as { servers: readonly object[] };
    expect(servers.at(-1)).toMatchObject({ name: "AADC-3", version: "2.6.3.0", staging: true, running: true });
  });

  test("what cannot be done on the premises says why", async () => {
    const { code, stderr } = await stage.cli(["sandbox", "do", "set-staging", "AADC-OLD", "on"]);
    expect(code).toBe(2);
    expect(stderr).toContain("wizard");
  });

  test("reset makes the tenant anew and empties the state folder", async () => {
    const state = path.join(stage.dir, "state");
    mkdirSync(path.join(state, "runs"), { recursive: true });
    writeFileSync(path.join(state, "runs", "old.jsonl"), "{}");
    const { code, stdout } = await stage.cli(["sandbox", "reset"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ reset: true, running: true, scenario: "contoso-v1" });
    expect(readdirSync(state)).toEqual([]);
    const status = await stage.cli(["sandbox", "status", "--query", "servers[].name"]);
    expect(JSON.parse(status.stdout)).toEqual(["AADC-OLD", "AADC-NEW"]);
  });
});
