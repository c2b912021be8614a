// Nothing is changed without consent: questions default to No, plans are shown before, --yes wants the tenant named.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runIn, type Stage, startStage } from "../support/cli-stage.js";
import { type TenantView, viewOf } from "../support/cli-tenant-view.js";
import { type ConnectProxy, startProxy } from "../support/connect-proxy.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const SETUP = ["setup-svc-account", "--password-to", "file:pw"];

describe("consent at the terminal", () => {
  let stage: Stage;
  let tenant: TenantView;
  beforeAll(async () => {
    stage = await startStage();
    tenant = viewOf(stage);
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.newRequests());
  const writes = () => stage.newRequests().filter(({ host, method }) => !host.startsWith("login") && method !== "GET");

  test.each(["", "n", "no", "N", "yess", "  ", "ja"])('the answer "%s" changes nothing', async (answer) => {
    const { code, stdout, stderr, questions } = await stage.cli(SETUP, { answers: [answer] });
    expect(code).toBe(130);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain("[y/N]");
    expect(stderr).toContain("Nothing was changed");
    expect(stdout).toBe("");
    expect(writes()).toEqual([]);
  });

  test("the plan stands on stderr before the question, and begins with tenant, cloud and operator", async () => {
    let shown = "";
    await stage.cli([...SETUP, "--reason", "swap", "--ticket", "CHG-7"], {
      onStderr: (text) => {
        shown += text;
      },
      onQuestion: (_question, world) => {
        expect(world.written.stderr).toBe(shown);
        expect(world.written.stdout).toBe("");
        const plan = shown.slice(shown.indexOf("\n") + 1).split("\n");
        expect(plan[0]).toMatch(/Contoso \(contoso\.onmicrosoft\.com\)/);
        expect(plan[1]).toContain(`${stage.sandbox.info.tenantId}, cloud public`);
        expect(plan[2]).toMatch(/^Operator +admin@contoso\.onmicrosoft\.com/);
        expect(shown).toContain("create the cloud-only account svc-adconnect@contoso.onmicrosoft.com");
        expect(shown).toContain("Hybrid Identity Administrator");
      },
      answers: ["no"],
    });
    expect(shown).not.toBe("");
    expect.assertions(8);
  });

  test("where the password shall go is asked for, too", async () => {
    const { code, questions } = await stage.cli(["setup-svc-account"], { answers: ["file:asked.txt", "n"] });
    expect(code).toBe(130);
    expect(questions[0]).toContain("file:PATH, keyvault:VAULT/SECRET or stdout");
  });

  test("without a terminal each missing answer is refused, by the option that gives it", async () => {
    const plan = await stage.cli(SETUP);
    expect(plan.code).toBe(2);
    expect(plan.stderr).toMatch(/What to do: .*--yes/);
    const password = await stage.cli(["setup-svc-account", "--yes"]);
    expect(password.code).toBe(2);
    expect(password.stderr).toMatch(/What to do: .*--password-to/);
    expect(writes()).toEqual([]);
  });

  test.each([
    { answer: "y", name: "svc-1" },
    { answer: "Y", name: "svc-2" },
    { answer: " YES ", name: "svc-3" },
  ])("the answer $answer is consent", async ({ answer, name }) => {
    const argv = ["setup-svc-account", "--name", name, "--password-to", `file:${name}`];
    const { code, questions } = await stage.cli(argv, { answers: [answer] });
    expect(code).toBe(0);
    expect(questions).toHaveLength(1);
    expect(await tenant.user(`${name}@contoso.onmicrosoft.com`)).not.toBeNull();
  });

  test("a removal wants the server's name, letter by letter, and then still a yes", async () => {
    await stage.cli(["mfa-exclusion", "add", "--yes"]);
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) await stage.cli(["sandbox", "do", ...event]);
    const argv = ["cleanup-health", "--server", "AADC-OLD"];
    for (const answers of [["y"], ["AADC-NEW"], ["aadc-old"], ["AADC-OLD", ""]]) {
      const { code, stderr } = await stage.cli(argv, { answers });
      expect(code).toBe(130);
      expect(stderr).toContain("cannot be taken back");
    }
    expect(await tenant.healthServers()).toEqual(["AADC-OLD", "AADC-NEW"]);
    expect((await stage.cli(argv, { answers: ["AADC-OLD", "y"] })).code).toBe(0);
    expect(await tenant.healthServers()).toEqual(["AADC-NEW"]);
  });
});

describe("--yes where only a proxy leads to the tenant", () => {
  let stage: Stage;
  let proxy: ConnectProxy;
  beforeAll(async () => {
    stage = await startStage();
    proxy = await startProxy({ port: stage.sandbox.info.port });
  });
  afterAll(async () => {
    await proxy.close();
    await stage.close();
  });
  const add = (more: readonly string[], env: string, environment: Readonly<Record<string, string>> = {}) => {
    const cwd = temporaryFolder();
    writeFileSync(path.join(cwd, ".env"), env);
    return runIn(["setup-svc-account", "--password-to", "file:pw", "--yes", ...more], {
      cwd,
      time: stage.time,
      environment: {
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        AADC_CA_FILE: stage.sandbox.info.caFile,
        AZURE_CLIENT_ID: stage.sandbox.info.clients[0]?.clientId,
        ...environment,
      },
    });
  };
  const TENANT = "contoso.onmicrosoft.com";

  test("a tenant that only .env names is refused after the plan, before anything is sent", async () => {
    const { code, stderr } = await add([], `AZURE_TENANT_ID=${TENANT}\n`);
    expect(code).toBe(2);
    expect(stderr).toContain("Contoso (contoso.onmicrosoft.com)");
    expect(stderr).toContain("it is known only from a .env file");
    expect(stderr).toContain(`--tenant ${stage.sandbox.info.tenantId}`);
    expect(await viewOf(stage).usersBeginning("svc-")).toEqual([]);
  });

  test("nor is a tenant enough that only a saved sign-in knows, and that is said", async () => {
    const state = { AADC_STATE_DIR: temporaryFolder() };
    const argv = ["login", "--tenant", TENANT, "--client-id", stage.sandbox.info.clients[0]?.clientId ?? ""];
    const { caFile } = stage.sandbox.info;
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AADC_CA_FILE: caFile, ...state };
    const login = await runIn(argv, { cwd: temporaryFolder(), time: stage.time, environment });
    expect(login.code, login.stderr).toBe(0);
    const { code, stderr } = await add([], "", state);
    expect(code).toBe(2);
    expect(stderr).toContain("it is known only from a saved sign-in");
    expect(stderr).not.toContain(".env");
    expect(stderr).toContain(`--tenant ${stage.sandbox.info.tenantId}`);
    expect(await viewOf(stage).usersBeginning("svc-")).toEqual([]);
  });

  test("a dry run there is allowed", async () => {
    expect((await add(["--dry-run"], `AZURE_TENANT_ID=${TENANT}\n`)).code).toBe(0);
  });

  test("the process environment names it well enough", async () => {
    const { code } = await add([], `AZURE_TENANT_ID=${TENANT}\n`, { AZURE_TENANT_ID: TENANT });
    expect(code).toBe(0);
    expect(await viewOf(stage).usersBeginning("svc-")).toEqual([`svc-adconnect@${TENANT}`]);
  });

  test("so does the option", async () => {
    const { code } = await add(["--tenant", TENANT, "--name", "svc-two"], `AZURE_TENANT_ID=${TENANT}\n`);
    expect(code).toBe(0);
  });
});
