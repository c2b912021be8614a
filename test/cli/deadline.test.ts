// A deadline that passes while the tenant refuses everything: the CLI tells what it was waiting for.
import { expect, test } from "vitest";
import { createFaults } from "../../src/sandbox/faults/faults.js";
import { errorIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";

test("Conditional Access refuses without end: the request, how often, and no talk of changes", async () => {
  const rules = createFaults(
    [{ path: "/v1.0/identity/conditionalAccess/*", fault: { kind: "status", status: 429, body: "json" } }],
    1,
  );
  const stage = await startStage({ faults: { needEarlierAnswers: false, strike: (request) => rules.strike(request) } });
  try {
    const { code, stdout } = await stage.cli(["mfa-exclusion", "status", "--timeout", "30s", "-o", "json"], {
      onAttempt: (count, world) => count === 20 && world.expireAll(),
    });
    const { message, remedy } = errorIn(stdout);
    expect(code).toBe(6);
    expect(message).toMatch(
      /^The deadline of 30 seconds passed while GET graph\.microsoft\.com\/v1\.0\/identity\/conditionalAccess\/policies was being tried again: it had failed \d+ times, the last time with status 429/,
    );
    expect(remedy).not.toContain("missing");
  } finally {
    await stage.close();
  }
});
