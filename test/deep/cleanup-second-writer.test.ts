// Somebody enables an identity while it is being deleted: it stays.
import { expect, test } from "vitest";
import { CLEANUP_VARIANTS, DELETE_APPLICATION, DELETE_USER } from "../support/cleanup-variants.js";
import { errorIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";
import { again, beginTry, standingIn } from "../support/crash-matrix.js";
import { administrator } from "../support/exclusion-ground.js";
import { secondWriter } from "../support/second-writer.js";

const SETS = { "contoso-v1": "users", "fabrikam-app": "servicePrincipals" } as const;

test.each([DELETE_USER, DELETE_APPLICATION])("$title: enabled before each of the last requests", async (variant) => {
  expect(CLEANUP_VARIANTS).toContain(variant);
  const writer = secondWriter();
  const stage = await startStage({ ...variant, faults: writer });
  try {
    const admin = await administrator(stage);
    const quiet = await beginTry(stage, variant);
    writer.arm(0, async () => undefined);
    expect((await again(quiet, variant.argv(quiet))).code).toBe(0);
    const requests = writer.disarm();
    const deletion = requests.findIndex((one) => one.startsWith("DELETE graph ")) + 1;
    expect(deletion).toBeGreaterThan(20);
    for (const ago of [1, 3, 8, 20]) {
      const one = await beginTry(stage, variant);
      const enable = async (accountEnabled: boolean) => {
        await admin.send("PATCH", `/v1.0/${SETS[variant.scenario]}/${one.prepared}`, { accountEnabled });
      };
      writer.arm(deletion - ago, () => enable(true));
      const { code, stdout } = await again(one, [...variant.argv(one), "-o", "json"]);
      const sent = writer.disarm();
      const seen = requests[deletion - ago - 1] ?? "";
      // Between the last look and the deletion there is one request's time: Graph has no condition for it.
      if (code === 0) expect([ago, sent.some((request) => request.startsWith("DELETE graph "))]).toEqual([1, true]);
      else {
        expect([ago, code, errorIn(stdout).code], seen).toEqual([ago, expect.any(Number), expect.any(String)]);
        expect([4, 5]).toContain(code);
        expect(await standingIn(one, variant), seen).toMatchObject({ enabled: true });
        await enable(false);
      }
      // Disabled anew by hand, its quarantine is a new one: the next tries need their time.
      await stage.cli(["sandbox", "do", "advance", "9d"]);
    }
  } finally {
    await stage.close();
  }
});
