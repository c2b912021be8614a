// `mfa-exclusion add --expires`: its end comes before it is written, or while it is.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import { isWrite } from "../support/is-write.js";

const ADD = ["mfa-exclusion", "add", "--for", "svc", "--expires", "10m", "--accept-unprotected"];
const LATE_MS = 11 * 60_000;

let stage: Stage;
let userId = "";
beforeAll(async () => {
  stage = await startStage();
  const { stdout } = await stage.cli(["setup-svc-account", "--yes", "--password-to", "file:pw", "-o", "json"]);
  userId = resultIn("setup-svc-account", stdout).account.id ?? "";
});
afterAll(() => stage.close());

const excludedFrom = async () => (await viewOf(stage).policies()).filter(({ rest }) => rest.includes(userId)).length;

test("whoever says yes after the end excludes nobody, and the same line works", async () => {
  const { code, stderr } = await stage.cli(ADD, { answers: ["y"], onQuestion: () => stage.time.pass(LATE_MS) });
  expect(code, stderr).toBe(4);
  expect(stderr).toContain("that is past. Nothing was changed.");
  expect(await excludedFrom()).toBe(0);
});

test("an end that comes while it is written is told with the line that takes it back", async () => {
  let isLate = false;
  stage.newRequests();
  const { code, stdout, stderr } = await stage.cli([...ADD, "--yes", "-o", "json"], {
    onAttempt: () => {
      if (isLate || !stage.newRequests().some((one) => one.url.includes("conditionalAccess/policies/") && isWrite(one)))
        return;
      isLate = true;
      stage.time.pass(LATE_MS);
    },
  });
  expect(code, stderr + stdout).toBe(0);
  const { warnings, end } = resultIn("mfa-exclusion-add", stdout);
  expect(warnings.join("\n")).toContain(`has passed while it was written. Take it back now: ${end?.line}`);
  expect(await excludedFrom()).toBeGreaterThan(0);
  const removed = await stage.cli(["mfa-exclusion", "remove", "--expired", "--for", "svc", "--yes"]);
  expect(removed.code, removed.stderr).toBe(0);
  expect(await excludedFrom()).toBe(0);
});
