// Every scenario, and everything that can be out of order in one tenant: saved and redacted they are judged as they were read.
import { expect, test } from "vitest";
import { BREAKAGE_KINDS } from "../../src/sandbox/on-premises/breakages.js";
import { SCENARIO_NAMES } from "../../src/sandbox/scenarios/known-scenarios.js";
import { startStage } from "../support/cli-stage.js";
import { expectSameWhenSaved } from "../support/saved-again.js";

test.each(SCENARIO_NAMES)(
  "%s",
  async (scenario) => {
    const stage = await startStage({ scenario });
    try {
      await expectSameWhenSaved(stage);
    } finally {
      await stage.close();
    }
  },
  60_000,
);

test("each thing that can be out of order, one after the other", async () => {
  const stage = await startStage();
  try {
    let broken = 0;
    for (const kind of Object.keys(BREAKAGE_KINDS)) {
      const { code } = await stage.cli(["sandbox", "do", "break", kind]);
      stage.time.pass(2_000);
      if (code !== 0) continue;
      if (await expectSameWhenSaved(stage)) broken += 1;
      else await stage.cli(["sandbox", "do", "mend", kind]);
      stage.time.pass(2_000);
    }
    expect(broken).toBeGreaterThan(10);
  } finally {
    await stage.close();
  }
}, 300_000);
