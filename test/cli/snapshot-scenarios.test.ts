// Tenants with applications, with two writers, and without a licence; all of them are among the deep tests.
import { expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { expectSameWhenSaved } from "../support/saved-again.js";

test.each(["fabrikam-app", "rogue-server", "tailspin-free"])("%s", async (scenario) => {
  const stage = await startStage({ scenario });
  try {
    expect(await expectSameWhenSaved(stage)).toBe(true);
  } finally {
    await stage.close();
  }
});
