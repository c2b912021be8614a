// `mfa-exclusion add` on a whole tenant.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

test("by default the sync identities are excluded by their role, and the effect is proven", async () => {
  const { code, stdout } = await stage.cli(["mfa-exclusion", "add", "--yes", "-o", "json"]);
  expect(code).toBe(0);
  const result = resultIn("mfa-exclusion-add", stdout);
  expect(result.proof).not.toBeNull();
});
