// `function deploy` that broke off goes on under the same name; a plan that was saved is carried out with the secrets of its file.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, expect, test } from "vitest";
import { createFaults, type Fault } from "../../src/sandbox/faults/faults.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const TEMPLATE = join(import.meta.dirname, "../../infra/azuredeploy.json");
const SECRET = "https://planted-canary-0815.example/hook";

let stage: Stage;
afterEach(() => stage.close());

async function prepared(faults: readonly Fault[] = []) {
  let subscription = "";
  let rules = createFaults(faults, 1);
  stage = await startStage({
    faults: { needEarlierAnswers: false, strike: (request) => rules.strike(request) },
    tenant(state) {
      subscription = state.azure.subscriptions[0]?.id ?? "";
    },
  });
  writeFileSync(join(stage.cwd, "app.zip"), zipSync({ "host.json": new TextEncoder().encode("{}") }));
  writeFileSync(join(stage.cwd, "secrets.json"), JSON.stringify({ parameters: { teamsUrl: { value: SECRET } } }));
  const always = ["--template", TEMPLATE, "--zip", "app.zip", "-o", "json"];
  const into = ["--subscription", subscription, "--resource-group", "rg-watch", "--location", "westeurope"];
  const run = (...argv: readonly string[]) => stage.cli(["function", "deploy", ...argv, ...always]);
  return {
    run,
    deploy: (...argv: readonly string[]) => run(...into, "--parameters", "secrets.json", ...argv),
    mend: () => {
      rules = createFaults([], 1);
    },
  };
}

const sent = () =>
  stage
    .newRequests()
    .filter(({ method }) => method === "PUT")
    .map(({ url }) => /(?:resourcegroups|deployments)\/([\w-]+)(?:\?|$)/i.exec(url)?.[1]);

test.each<readonly [string, Fault]>([
  ["the publishing host fails", { host: "publishing", fault: { kind: "status", status: 400, body: "empty" } }],
  [
    "the resource group cannot be made",
    { host: "arm", method: "PUT", fault: { kind: "status", status: 409, body: "json" } },
  ],
])("%s: the next run goes on under the same name, and does only what is missing", async (_, fault) => {
  const { deploy, mend } = await prepared([fault]);
  const cut = await deploy("--yes");
  expect(cut.code, cut.stdout).toBe(5);
  const before = sent();
  mend();
  const { code, stdout, stderr } = await deploy("--yes");
  expect(code, stderr + stdout).toBe(0);
  const { applied, deployment } = resultIn("function-deploy", stdout);
  expect(applied.at(-1)).toMatchObject({ kind: "push-package", outcome: "done" });
  // Of the resource group and the deployment, each was made once over both runs, and what was there is not sent again.
  const after = sent();
  expect(after.filter((name) => name === deployment.name)).toEqual(
    before.includes(deployment.name) ? [] : [deployment.name],
  );
  expect(cut.stdout + cut.stderr + stdout + stderr).not.toContain("planted-canary");
});

test("a plan that was saved is carried out with the file that has its secrets, and refused without", async () => {
  const { run, deploy } = await prepared();
  const planned = await deploy("--plan-out", "deploy.json");
  expect(planned.code, planned.stderr).toBe(0);
  const without = await run("--plan", "deploy.json", "--yes");
  expect([without.code, errorIn(without.stdout).code]).toEqual([2, "bad-value"]);
  const { code, stdout, stderr } = await run("--plan", "deploy.json", "--parameters", "secrets.json", "--yes");
  expect(code, stderr + stdout).toBe(0);
  expect(resultIn("function-deploy", stdout).applied.at(-1)).toMatchObject({ kind: "push-package", outcome: "done" });
  expect(planned.stdout + without.stdout + stdout + stderr).not.toContain("planted-canary");
});
