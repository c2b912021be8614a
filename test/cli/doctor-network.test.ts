// What doctor says of the way to the hosts: proxies, hosts that do not answer, clocks, certificates; and how long it takes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Fault } from "../../src/sandbox/faults/faults.js";
import { preparedFolder, startTestSandbox } from "../sandbox/sandbox-client.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Outcome, runIn, type Stage, startStage } from "../support/cli-stage.js";
import { createTestTime } from "../support/cli-time.js";
import { startProxy } from "../support/connect-proxy.js";
import { freePort } from "../support/loopback-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const JSON_OUT = ["doctor", "-o", "json"];
const found = ({ stdout }: Outcome, id: string) => resultIn("doctor", stdout).findings.find((one) => one.id === id);
const HOSTS = ["NET-001", "NET-002", "NET-003"];

describe("through a proxy", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  /** As in a real cloud: the sandbox stands at the end of the proxy's tunnels, and its certificate is trusted by option. */
  const behind = async (leadsTo: Parameters<typeof startProxy>[0], user = "") => {
    const proxy = await startProxy(leadsTo);
    onTestFinished(() => proxy.close());
    const { tenantId, clients, caFile } = stage.sandbox.info;
    const [client] = clients;
    const line = [...JSON_OUT, "--tenant", tenantId, "--client-id", client?.clientId ?? "", "--auth", "secret"];
    const outcome = await runIn([...line, "--ca-file", caFile], {
      cwd: temporaryFolder(),
      time: stage.time,
      environment: {
        AZURE_CLIENT_SECRET: client?.clientSecret,
        HTTPS_PROXY: `http://${user}127.0.0.1:${proxy.port}`,
      },
    });
    return { ...outcome, proxy };
  };

  test("that leads on: it is named at each host", async () => {
    const { proxy, ...outcome } = await behind({ port: stage.sandbox.info.port });
    expect(outcome.code, outcome.stderr).toBe(0);
    for (const id of HOSTS) {
      expect(found(outcome, id)).toMatchObject({ result: "pass" });
      expect(found(outcome, id)?.evidence).toContain(`through the proxy 127.0.0.1:${proxy.port}`);
    }
    expect(proxy.tunnels.length).toBeGreaterThan(2);
  });

  test("that wants a password: told at each host, and no password is shown", async () => {
    const { proxy, ...outcome } = await behind({ status: 407 }, "ada:0ld-pr0xy-password@");
    expect(outcome.code).toBe(6);
    expect(resultIn("doctor", outcome.stdout)).toMatchObject({ signIn: "failed", verdict: "fail", at: null });
    for (const id of ["SIGN-001", ...HOSTS]) {
      expect(found(outcome, id)).toMatchObject({ result: "fail", severity: "error" });
      expect(found(outcome, id)?.evidence).toContain("(status 407)");
      expect(found(outcome, id)?.remedy).toContain("HTTPS_PROXY");
    }
    expect(found(outcome, "CLOUD-001")).toMatchObject({ result: "unknown" });
    expect(outcome.stdout + outcome.stderr).not.toContain("0ld-pr0xy-password");
    expect(proxy.tunnels.length).toBeGreaterThan(2);
  });

  test("that inspects TLS with a certificate nobody trusts", async () => {
    const proxy = await startProxy({ port: stage.sandbox.info.port });
    onTestFinished(() => proxy.close());
    const outcome = await runIn(
      [...JSON_OUT, "--tenant", stage.sandbox.info.tenantId, "--client-id", "c", "--auth", "device-code"],
      { cwd: temporaryFolder(), environment: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` } },
    );
    expect(outcome.code).toBe(6);
    for (const id of HOSTS) expect(found(outcome, id)?.remedy).toContain("--ca-file");
    expect(found(outcome, "NET-005")).toMatchObject({ severity: "info" });
  });

  test("that is not there", async () => {
    const port = await freePort();
    const outcome = await runIn(
      [...JSON_OUT, "--tenant", "t.example", "--client-id", "c", "--auth", "device-code", "--for", "mfa-exclusion"],
      { cwd: temporaryFolder(), environment: { HTTPS_PROXY: `http://127.0.0.1:${port}` } },
    );
    expect(outcome.code).toBe(6);
    for (const id of ["NET-001", "NET-002"]) expect(found(outcome, id)?.evidence).toContain(`127.0.0.1:${port}`);
    expect(found(outcome, "NET-003")).toBeUndefined();
    expect(found(outcome, "NET-005")).toMatchObject({ result: "unknown" });
  });
});

describe("a service with faults", () => {
  const withFaults = async (faults: readonly Fault[], argv: readonly string[] = [], ahead = 0) => {
    const time = createTestTime();
    const sandbox = await startTestSandbox({ dir: await preparedFolder(), wallClock: () => time.now(), faults });
    try {
      const own = createTestTime();
      own.pass(ahead);
      return await runIn([...JSON_OUT, ...argv, "--sandbox-dir", sandbox.dir], {
        cwd: temporaryFolder(),
        time: ahead === 0 ? time : own,
      });
    } finally {
      await sandbox.close();
    }
  };

  test("Azure that hangs up: told as that host's, and only what needs Connect Health is stopped", async () => {
    const outcome = await withFaults([{ host: "arm", fault: { kind: "reset", work: "undone" } }]);
    expect(outcome.code).toBe(1);
    expect(found(outcome, "NET-003")).toMatchObject({ result: "fail", severity: "error" });
    expect(found(outcome, "NET-002")).toMatchObject({ result: "pass" });
    const { operations } = resultIn("doctor", outcome.stdout);
    expect(operations).toContainEqual({ name: "setup-svc-account", weight: "error", verdict: "pass" });
    expect(operations).toContainEqual({ name: "cleanup-health", weight: "error", verdict: "fail" });
  });

  test("Graph that throttles for a while is waited for; one that goes on leaves the tenant unknown", async () => {
    const fault = { kind: "status", status: 429, retryAfter: 2, body: "json" } as const;
    const where = { host: "graph", path: "/v1.0/organization" } as const;
    expect((await withFaults([{ ...where, nth: [1, 2], fault }])).code).toBe(0);
    const outcome = await withFaults([{ ...where, fault }]);
    expect(outcome.code).toBe(1);
    expect(resultIn("doctor", outcome.stdout)).toMatchObject({ verdict: "unknown", tenant: null, signIn: "done" });
    expect(resultIn("doctor", outcome.stdout).tenantId).not.toBeNull();
    expect(found(outcome, "TENANT-001")).toMatchObject({ result: "unknown" });
    expect(found(outcome, "PERM-CREATE-USERS")).toMatchObject({ result: "pass" });
    expect(found(outcome, "LIC-CONDITIONAL-ACCESS")).toMatchObject({ result: "unknown", severity: "warning" });
  });

  test("a page for people in the place of the tenant's configuration", async () => {
    const path = "/*/v2.0/.well-known/openid-configuration";
    const outcome = await withFaults(
      [{ host: "login", path, fault: { kind: "html", status: 200 } }],
      ["--for", "setup-svc-account"],
    );
    expect(outcome.code).not.toBe(0);
    expect(found(outcome, "CLOUD-001")).toMatchObject({ result: "unknown" });
    expect(found(outcome, "CLOUD-001")?.remedy).toContain("captive portal");
  });

  test.each([
    ["the login host's clock is ahead", 400, 0, "error", "behind"],
    ["the login host's clock is a little ahead", 100, 0, "warning", "behind"],
    ["this machine's clock is ahead", 0, 400_000, "error", "ahead"],
  ])("%s", async (_what, seconds, ahead, severity, words) => {
    const faults: readonly Fault[] = seconds === 0 ? [] : [{ host: "login", fault: { kind: "clock-skew", seconds } }];
    const outcome = await withFaults(faults, [], ahead);
    expect(outcome.code).toBe(severity === "error" ? 1 : 0);
    expect(found(outcome, "NET-004")).toMatchObject({ result: "fail", severity });
    expect(found(outcome, "NET-004")?.evidence).toContain(words);
  });

  test("a token that Graph does not take any more is a sign-in that failed", async () => {
    const outcome = await withFaults([{ host: "graph", fault: { kind: "expired-token" } }]);
    expect(outcome.code).toBe(3);
    expect(resultIn("doctor", outcome.stdout)).toMatchObject({ signIn: "refused", verdict: "fail" });
    expect(found(outcome, "SIGN-001")?.remedy).not.toBe("");
  });

  test("a deadline that passes ends it without a result", async () => {
    const outcome = await withFaults([{ host: "graph", fault: { kind: "hang", work: "undone" } }], ["--timeout", "1s"]);
    expect(outcome.code).toBe(6);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { code: "deadline" } });
  });
});

interface Traced {
  readonly begin: number;
  readonly end: number;
  readonly url: string;
  readonly method: string;
}

describe("with 100 ms a round trip", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ latencyMs: 100 });
  });
  afterAll(() => stage.close());

  test.each([
    ["who lacks nothing", [], 0],
    ["who lacks much", ["--auth", "secret"], 1],
  ])("an operator %s: at most three round trips after the sign-in", async (_what, argv, client) => {
    const { clientId = "", clientSecret } = stage.sandbox.info.clients[client] ?? {};
    const trace = path.join(stage.cwd, `trace-${client}.jsonl`);
    const { stdout } = await stage.cli([...JSON_OUT, ...argv, "--client-id", clientId, "--trace", trace], {
      environment: argv.length === 0 ? {} : { AZURE_CLIENT_SECRET: clientSecret },
    });
    expect(resultIn("doctor", stdout).signIn).toBe("done");
    const requests = readFileSync(trace, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { at: string; ms: number; url: string; method: string })
      .map(({ at, ms, url, method }): Traced => ({ begin: Date.parse(at) - ms, end: Date.parse(at), url, method }));
    const firstGraph = Math.min(...requests.filter(({ url }) => url.includes("graph.")).map(({ begin }) => begin));
    const after = requests.filter(({ begin }) => begin >= firstGraph - 20);
    expect(after.length).toBeGreaterThan(2);
    expect(longestChain(after)).toBeLessThanOrEqual(3);
  });
});

/** How many of the requests at most can have waited for one another. */
function longestChain(requests: readonly Traced[]): number {
  const ordered = [...requests].sort((a, b) => a.begin - b.begin);
  const lengths: number[] = [];
  for (const [index, { begin }] of ordered.entries())
    lengths.push(
      1 + Math.max(0, ...ordered.slice(0, index).map((one, at) => (one.end <= begin + 5 ? (lengths[at] ?? 0) : 0))),
    );
  return Math.max(...lengths);
}
