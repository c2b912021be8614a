// A registration is planned by one person and made by another, and its removal likewise.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SavedPlan } from "../../src/shapes/plan.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { applicationsNamed, BOOTSTRAP, observed } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: observed });
});
afterAll(() => stage.close());

const CERTIFICATE = ["--for", "verify-sync", "--credential", "certificate:n.pem", "--valid", "90d"];

test.each([
  { argv: ["--grant"], name: "aadc-cloud", there: 1 },
  { argv: ["--remove"], name: "aadc-cloud", there: 0 },
  { argv: ["--app-only", "--name", "nightly", ...CERTIFICATE, "--grant"], name: "nightly", there: 1 },
])("register-app $argv", async ({ argv, name, there }) => {
  const saving = ["register-app", ...argv, ...BOOTSTRAP, "--plan-out", "plan.json", "-o", "json"];
  const saved = await stage.cli(saving);
  expect(saved).toMatchObject({ code: 0 });
  expect(await applicationsNamed(stage, name)).toHaveLength(1 - there);
  const plan = JSON.parse(readFileSync(path.join(stage.cwd, "plan.json"), "utf8")) as SavedPlan;
  const carried = await stage.cli(["register-app", "--plan", "plan.json", ...BOOTSTRAP, "--yes", "-o", "json"]);
  expect(carried).toMatchObject({ code: 0 });
  expect(resultIn("register-app", carried.stdout)).toMatchObject({ planHash: plan.planHash, changed: true });
  expect(await applicationsNamed(stage, name)).toHaveLength(there);
});
