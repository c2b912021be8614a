// A policy that keeps people from Azure Resource Manager, and from nothing else.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const AZURE_SERVICE_MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  const answer = await stage.sandbox.graph(
    await stage.sandbox.appToken(),
    "/v1.0/identity/conditionalAccess/policies",
    {
      method: "POST",
      json: {
        displayName: "Nobody manages Azure from here",
        state: "enabled",
        conditions: {
          clientAppTypes: ["all"],
          users: { includeUsers: ["All"] },
          applications: { includeApplications: [AZURE_SERVICE_MANAGEMENT] },
        },
        grantControls: { operator: "OR", builtInControls: ["block"] },
      },
    },
  );
  expect(answer.status).toBe(201);
  stage.time.pass(2_000);
});
afterAll(() => stage.close());

test("leaves Connect Health unknown, with the reason, and everything else is read", async () => {
  const { stdout, stderr } = await stage.cli(["verify-sync", "-o", "json"]);
  expect(stderr).not.toContain("Error:");
  const { sync } = resultIn("verify-sync", stdout);
  expect(sync.health).toMatchObject({ state: "unknown", reason: expect.stringContaining("53003") as unknown });
  expect(sync.lastSync.state).toBe("known");
});

test("ends a removal from Connect Health before anything is changed", async () => {
  const argv = ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD", "--yes"];
  const { code, stderr } = await stage.cli(argv);
  expect(code).toBe(3);
  expect(stderr).toContain("53003");
});
