// setup-svc-account, cut at one of its requests and called again.
import fc from "fast-check";
import { expect } from "vitest";
import type { Lags } from "../../src/sandbox/laws/replication.js";
import { undisturbed } from "./setup-under-lag.js";
import { commandOf, type SetupVariant, stageOf } from "./setup-variants.js";
import { contentsOf, tenantState } from "./tenant-contents.js";

/** Counted over all that is sent; more than any of the variants sends is no cut at all. */
export const someCuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 });

/** Again and again interrupted, then left to go on: the same tenant as without, and no run that is open. */
export async function expectSameAfter(cuts: readonly number[], variant: SetupVariant, lags: Lags): Promise<void> {
  const stage = await stageOf(variant, { lags });
  const what = `${variant.name}, cut at ${cuts.join(", ")}, ${JSON.stringify(lags)}`;
  try {
    const before = await tenantState(stage);
    for (const cut of [...cuts, Number.POSITIVE_INFINITY]) {
      const { code, stdout, stderr } = await stage.cli(commandOf(variant), {
        onAttempt: (count, world) => count === cut && world.interrupt(),
      });
      if (cut === Number.POSITIVE_INFINITY) expect(code, `${what}: ${stdout}${stderr}`).toBe(0);
      else expect([0, 130], `${what}: ${stdout}${stderr}`).toContain(code);
      if (code === 0) break;
    }
    expect(contentsOf(await tenantState(stage), before), what).toEqual((await undisturbed(variant)).contents);
    const { stdout } = await stage.cli(["runs", "list", "-o", "json"]);
    expect(stdout, what).not.toMatch(/"state": ?"open"/u);
  } finally {
    await stage.close();
  }
}
