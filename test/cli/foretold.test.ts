// The log entries that a change request foretells are those that the tenant then writes: neither more nor less.
import { afterAll, beforeAll, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { expectForetold } from "../support/foretold.js";
import { BOOTSTRAP } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

test.each([
  { argv: ["setup-svc-account", "--password-to", "file:pw"] },
  { argv: ["mfa-exclusion", "add"] },
  { argv: ["register-app", "--grant", ...BOOTSTRAP] },
])("$argv", async ({ argv }) => expectForetold(stage, argv));

test("cleanup-health, of which the log of the directory says nothing", async () => {
  for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) await stage.cli(["sandbox", "do", ...event]);
  await expectForetold(stage, ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD"]);
});
