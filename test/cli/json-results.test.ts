// JSON on stdout: every result fits the schemas that scripts rely on, and nothing else is printed there.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkResult, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const DEVICE_CODE = /^To sign in, use a web browser/;

describe("results as data", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  test("verify-sync says what was found, with sources and counts that agree", async () => {
    const { code, stdout, stderr } = await stage.cli(["verify-sync", "-o", "json", "--ticket", "CHG-7"]);
    expect(code).toBe(1);
    const result = resultIn("verify-sync", stdout);
    expect(result).toMatchObject({
      schema: "aadc-cloud/verify-sync@1",
      tenantId: stage.sandbox.info.tenantId,
      ticket: "CHG-7",
      verdict: "fail",
      operator: { name: "admin@contoso.onmicrosoft.com", authKind: "device-code" },
      sync: { clientVersion: { state: "known", value: "1.6.16.0", source: { request: expect.any(String) as string } } },
    });
    const failed = (severity: string) =>
      result.findings.filter((one) => one.result === "fail" && one.severity === severity).length;
    expect(result.summary).toMatchObject({ fail: failed("error"), warning: failed("warning"), info: failed("info") });
    expect(stderr).toMatch(DEVICE_CODE);
  });

  test("a dry run says what would be done, and that nothing was", async () => {
    const { code, stdout, stderr } = await stage.cli(["setup-svc-account", "--dry-run", "-o", "json"]);
    expect(code).toBe(0);
    const result = resultIn("setup-svc-account", stdout);
    expect(result).toMatchObject({ runId: null, dryRun: true, applied: [], changed: false });
    expect(result.plan.map(({ kind }) => kind)).toEqual(["create-user", "mark-account", "assign-role"]);
    expect(result.account).toEqual({
      userPrincipalName: "svc-adconnect@contoso.onmicrosoft.com",
      id: null,
      existedBefore: false,
      enabled: null,
      passwordTo: null,
      passTo: null,
      role: null,
      marked: false,
    });
    expect(stderr).not.toContain(result.planHash);
  });

  test("a change carries the run, each outcome with Microsoft's request id, and where the password is", async () => {
    const argv = ["setup-svc-account", "--password-to", "file:pw", "--yes", "-o", "json"];
    const { code, stdout, stderr } = await stage.cli(argv);
    expect(code).toBe(0);
    const result = resultIn("setup-svc-account", stdout);
    expect(result.changed).toBe(true);
    expect(result.applied.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["create-user", "done"],
      ["mark-account", "done"],
      ["assign-role", "done"],
    ]);
    for (const { requestId } of result.applied) expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(existsSync(path.join(stage.dir, "state", "runs", `${result.runId ?? ""}.jsonl`))).toBe(true);
    expect(result.account.passwordTo).toBe(`file:${path.join(stage.cwd, "pw")}`);
    expect(stderr).toContain("... create the cloud-only account");
  });

  test("the same wishes have the same hash, others another", async () => {
    const hashOf = async (...more: string[]) =>
      resultIn(
        "setup-svc-account",
        (await stage.cli(["setup-svc-account", "--dry-run", "-o", "json", "--name", "svc-two", ...more])).stdout,
      ).planHash;
    const first = await hashOf();
    expect(await hashOf()).toBe(first);
    expect(await hashOf("--display-name", "Another name")).not.toBe(first);
  });

  test("mfa-exclusion status, and add with nothing asked for twice", async () => {
    const status = await stage.cli(["mfa-exclusion", "status", "-o", "json"]);
    const seen = resultIn("mfa-exclusion-status", status.stdout);
    expect(seen.identities.map(({ server, boundBy }) => [server, boundBy]).sort()).toEqual([
      ["AADC-NEW", ["CA001: Require MFA for all users"]],
      ["AADC-OLD", ["CA001: Require MFA for all users"]],
    ]);
    const added = await stage.cli(["mfa-exclusion", "add", "--yes", "-o", "json"]);
    expect(resultIn("mfa-exclusion-add", added.stdout)).toMatchObject({ changed: true, guardsOverridden: [] });
    const again = await stage.cli(["mfa-exclusion", "add", "--yes", "-o", "json"]);
    expect(resultIn("mfa-exclusion-add", again.stdout)).toMatchObject({
      changed: false,
      plan: [],
      applied: [],
      runId: null,
    });
  });

  test("cleanup-health lists, and after a removal lists what is left", async () => {
    const listed = await stage.cli(["cleanup-health", "-o", "json"]);
    expect(resultIn("cleanup-health", listed.stdout).servers.map(({ machineName }) => machineName)).toEqual([
      "AADC-OLD",
      "AADC-NEW",
    ]);
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) {
      expect(await stage.cli(["sandbox", "do", ...event])).toMatchObject({ code: 0 });
    }
    const argv = ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD", "--yes", "-o", "json"];
    const removed = resultIn("cleanup-health", (await stage.cli(argv)).stdout);
    expect(removed.servers.map(({ machineName }) => machineName)).toEqual(["AADC-NEW"]);
    expect(removed.plan[0]).toMatchObject({ kind: "remove-health-server", reversible: false, after: null });
    // Nothing brings it back: no command may seem to.
    expect(removed).toMatchObject({ changed: true, rollback: null });
  });

  test("YAML holds the same as JSON", async () => {
    const yaml = await stage.cli(["cleanup-health", "-o", "yaml"]);
    const json = await stage.cli(["cleanup-health", "-o", "json"]);
    const value: unknown = parse(yaml.stdout);
    checkResult("cleanup-health", value);
    const withoutTimes = (result: unknown) => ({ ...(result as object), at: "", servers: [], connectHealth: null });
    expect(withoutTimes(value)).toEqual(withoutTimes(JSON.parse(json.stdout)));
  });

  test("AADC_OUTPUT asks for JSON as -o does, and -o goes before it", async () => {
    const environment = { AADC_OUTPUT: "json" };
    resultIn("cleanup-health", (await stage.cli(["cleanup-health"], { environment })).stdout);
    const text = await stage.cli(["cleanup-health", "-o", "text"], { environment });
    expect(text.stdout).toMatch(/^Tenant {4}Contoso/);
  });

  test("--query takes what JMESPath picks, also from text", async () => {
    const { stdout } = await stage.cli(["cleanup-health", "--query", "servers[].machineName"]);
    expect(stdout).toBe('[\n  "AADC-NEW"\n]\n');
    const yaml = await stage.cli(["cleanup-health", "-o", "yaml", "--query", "servers[].machineName"]);
    expect(yaml.stdout).toBe("- AADC-NEW\n");
    const nothing = await stage.cli(["cleanup-health", "-o", "json", "--query", "nothing.there"]);
    expect(nothing.stdout).toBe("null\n");
  });

  test("--out puts the result into the file and leaves stdout empty", async () => {
    const { code, stdout } = await stage.cli(["cleanup-health", "-o", "json", "--out", "result.json"]);
    expect(code).toBe(0);
    expect(stdout).toBe("");
    resultIn("cleanup-health", readFileSync(path.join(stage.cwd, "result.json"), "utf8"));
  });

  test("sandbox commands print JSON, too, and take --query and -o yaml", async () => {
    const status = await stage.cli(["sandbox", "status", "--query", "servers[].name"]);
    expect(JSON.parse(status.stdout)).toEqual(["AADC-OLD", "AADC-NEW"]);
    const played = await stage.cli(["sandbox", "do", "advance", "30m", "-o", "yaml"]);
    expect(parse(played.stdout)).toMatchObject({ event: "advance 30m" });
    expect(played.stderr).toBe("");
  });
});
