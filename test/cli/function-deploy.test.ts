// `function deploy` with the real template into the sandbox's subscription: what is foreseen, what is made, what a second time
// does; and what is refused before anything is asked.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const TEMPLATE = join(import.meta.dirname, "../../infra/azuredeploy.json");
const SECRET = "https://planted-canary-0815.example/hook";

let stage: Stage;
let subscription = "";
let files: readonly string[];
beforeAll(async () => {
  stage = await startStage({
    tenant(state) {
      subscription = state.azure.subscriptions[0]?.id ?? "";
    },
  });
  const zip = join(stage.cwd, "app.zip");
  writeFileSync(zip, zipSync({ "host.json": new TextEncoder().encode("{}") }));
  const parameters = {
    teamsUrl: { value: SECRET },
    moreSettings: { value: { OTEL_EXPORTER_OTLP_HEADERS: `key=${SECRET}` } },
  };
  writeFileSync(join(stage.cwd, "secrets.json"), JSON.stringify({ parameters }));
  files = ["--template", TEMPLATE, "--zip", zip];
});
afterAll(() => stage.close());

const into = () => ["--subscription", subscription, "--resource-group", "rg-aadc-watch"];
const run = (...argv: readonly string[]) => stage.cli(["function", "deploy", ...argv, ...files, "-o", "json"]);
async function deployed(...argv: readonly string[]) {
  const { code, stdout, stderr } = await run(...into(), ...argv);
  expect(code, stderr + stdout).toBe(0);
  return { result: resultIn("function-deploy", stdout), stdout, stderr };
}
const writes = () =>
  stage
    .newRequests()
    .filter(
      ({ method, host, url }) => host !== "login.microsoftonline.com" && method !== "GET" && !url.includes("/whatIf"),
    )
    .map(({ method, host }) => `${method} ${host.replace(/^.*\.scm\./, "scm.")}`);

describe("refused before anything is changed", () => {
  test.each([
    ["no subscription", ["--resource-group", "rg"], "bad-value"],
    ["a subscription's name", ["--subscription", "Production", "--resource-group", "rg"], "bad-value"],
    ["no group", ["--subscription", "0b1f6471-1bf0-4dda-aec3-cb9272f09590"], "bad-value"],
    [
      "a group's name that is none",
      ["--subscription", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "--resource-group", "a/b"],
      "bad-value",
    ],
  ])("%s", async (_, argv, code) => {
    const { code: exit, stdout } = await run(...argv, "--yes");
    expect([exit, errorIn(stdout).code]).toEqual([2, code]);
  });

  test("a subscription that is not this tenant's: what to look at is said", async () => {
    const { code, stdout } = await run(
      "--subscription",
      "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
      "--resource-group",
      "rg",
    );
    const { code: problem, remedy } = errorIn(stdout);
    expect([code, problem]).toEqual([6, "SubscriptionNotFound"]);
    expect(remedy).toContain("subscription's id");
  });

  test.each([
    ["an unknown parameter", ["--set", "colour=red"], "bad-parameter"],
    ["a word for a number", ["--set", "retentionDays=many"], "bad-parameter"],
    ["a word for yes or no", ["--set", "allowWrites=perhaps"], "bad-parameter"],
    ["a secret on the command line", ["--set", `teamsUrl=${SECRET}`], "bad-parameter"],
    ["several settings on the command line", ["--set", "moreSettings=AADC_METRICS_TO"], "bad-parameter"],
    ["a parameter file that is none", ["--parameters", "app.zip"], "file-unreadable"],
    ["no region for a new group", [], "location-missing"],
    ["code alone, where no app is", ["--code-only", "--location", "westeurope"], "app-missing"],
  ])("%s", async (_, argv, code) => {
    writes();
    const { code: exit, stdout, stderr } = await run(...into(), ...argv, "--yes");
    expect([exit, errorIn(stdout).code]).toEqual([2, code]);
    expect(stdout + stderr).not.toContain("planted-canary");
    expect(writes()).toEqual([]);
  });
});

describe("the real template", () => {
  const where = ["--location", "westeurope", "--parameters", "secrets.json", "--set", "retentionDays=60"];

  test("a dry run shows it, and sends nothing that changes anything", async () => {
    writes();
    const { result, stdout, stderr } = await deployed(...where, "--dry-run");
    expect(result.plan.map(({ kind }) => kind).filter((kind) => kind !== "register-provider")).toEqual([
      "create-resource-group",
      "deploy-template",
      "push-package",
    ]);
    expect(writes()).toEqual([]);
    const shown = result.plan.find(({ kind }) => kind === "deploy-template")?.after;
    const parameters = {
      teamsUrl: "(secret)",
      moreSettings: "(OTEL_EXPORTER_OTLP_HEADERS)",
      retentionDays: "60",
    };
    expect(shown).toMatchObject({ parameters, foreseen: null });
    expect(stdout + stderr).not.toContain("planted-canary");
  });

  let runId = "";
  test("is deployed, and the app has its code", async () => {
    const { result, stdout, stderr } = await deployed(...where, "--yes");
    expect(result.applied.map(({ outcome }) => outcome)).toEqual(result.plan.map(() => "done"));
    expect(Object.keys(result.deployment.outputs).sort()).toEqual([
      ...["functionAppHostName", "functionAppName", "identityClientId", "identityPrincipalId"],
      ...["keyVaultName", "storageAccountName"],
    ]);
    expect(writes()).toContain("POST scm.azurewebsites.net");
    expect(stdout + stderr).not.toContain("planted-canary");
    runId = result.runId ?? "";
    const shown = await stage.cli(["runs", "show", runId, "-o", "json"]);
    expect(shown.stdout).not.toContain("planted-canary");
  });

  test("a second time Azure foresees nothing new, and only the code is handed over", async () => {
    const { result } = await deployed(...where, "--yes");
    expect(result.plan.map(({ kind }) => kind)).toEqual(["push-package"]);
    expect(result.changed).toBe(true);
  });

  test("with less given than before: what takes its default is told, and the code alone leaves it as it is", async () => {
    const { result, stderr } = await deployed("--dry-run");
    expect(result.plan.map(({ kind }) => kind)).toContain("deploy-template");
    expect(stderr + result.warnings.join()).toMatch(/there already.*default.*teamsUrl.*--code-only/s);
    const alone = await deployed("--code-only", "--yes");
    expect(alone.result.applied.map(({ kind, outcome }) => [kind, outcome])).toEqual([["push-package", "done"]]);
    expect(alone.result.warnings.join()).not.toContain("default");
  });

  test("what it made cannot be taken back by this program, and that is said", async () => {
    const { code, stdout } = await stage.cli(["runs", "rollback", runId, "--yes", "-o", "json"]);
    expect([code, stdout]).toEqual([4, expect.stringContaining("az group delete")]);
  });
});
