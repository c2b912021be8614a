// `mfa-exclusion add --lock-to` in a tenant with Microsoft Entra ID P1 whose security defaults are on: no policy can be on there.
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const LOCK = ["mfa-exclusion", "add", "--yes", "--lock-to", "203.0.113.10,203.0.113.11", "-o", "json"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({
    tenant: (state) => {
      state.securityDefaultsEnabled = true;
    },
  });
});
afterAll(() => stage.close());

test.each([[[]], [["--dry-run"]]])(
  "a lock that blocks is refused, and nothing is written: --enforce %s",
  async (more) => {
    stage.newRequests();
    const { code, stdout } = await stage.cli([...LOCK, "--enforce", ...more]);
    expect([code, errorIn(stdout)]).toMatchObject([4, { code: "lock-security-defaults" }]);
    expect(errorIn(stdout).remedy).toContain("Leave --enforce out");
    const writes = stage.newRequests().filter(({ host, method, url }) => {
      const isAsked = url.endsWith("/evaluate");
      return host.startsWith("graph.") && method !== "GET" && !isAsked;
    });
    expect(writes).toEqual([]);
  },
);

test("a lock that only reports is planned", async () => {
  const { code, stdout, stderr } = await stage.cli([...LOCK, "--dry-run"]);
  expect(code, stderr + stdout).toBe(0);
  expect(resultIn("mfa-exclusion-add", stdout).plan.map(({ kind }) => kind)).toContain("create-lock");
});
