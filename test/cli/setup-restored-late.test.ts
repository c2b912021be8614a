// `setup-svc-account --restore-deleted`, cut right after the restoring, and run again while no list shows the account.
import { afterEach, describe, expect, test } from "vitest";
import { createFaults, type Faults } from "../../src/sandbox/faults/faults.js";
import { readLags } from "../../src/sandbox/laws/lag-spec.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import type { Stage } from "../support/cli-stage.js";
import { commandOf, setupVariant, stageOf } from "../support/setup-variants.js";
import { tenantState } from "../support/tenant-contents.js";

const RESTORED = setupVariant("an account that is restored");
const NAME = "svc-adconnect@contoso.onmicrosoft.com";
const FIVE_MINUTES = 300_000;

let stage: Stage;
let faults: Faults | undefined;
afterEach(() => stage.close());

/** @returns id of the account, which no list shows for as long as `lag` says */
async function cutAfterRestoring(lag: string): Promise<string> {
  faults = undefined;
  stage = await stageOf(RESTORED, {
    lags: readLags(`user=${lag}`),
    faults: { needEarlierAnswers: false, strike: (request) => faults?.strike(request) },
  });
  const id = (await tenantState(stage)).deletedUsers[0]?.user.id ?? "";
  stage.newRequests();
  const { code, stderr } = await stage.cli(commandOf(RESTORED), {
    onAttempt: (_count, world) =>
      stage.newRequests().some(({ url }) => url === `/v1.0/directory/deletedItems/${id}/restore`) && world.interrupt(),
  });
  expect(code, stderr).toBe(130);
  const { deletedUsers, users } = await tenantState(stage);
  expect([deletedUsers, users.filter((user) => user.id === id).length]).toEqual([[], 1]);
  return id;
}

const again = () => stage.cli([...commandOf(RESTORED), "-o", "json"]);
const accountsOfName = async () =>
  (await tenantState(stage)).users.filter(({ userPrincipalName }) => userPrincipalName === NAME).map(({ id }) => id);

describe("run again", () => {
  test("it waits, and goes on with that account", async () => {
    const id = await cutAfterRestoring("110s");
    const { code, stdout, stderr } = await again();
    expect(code, stderr + stdout).toBe(0);
    expect(stderr).toContain(
      `waiting until the tenant shows what was done: restore the deleted account ${NAME} (${id})`,
    );
    const { account, continued, plan } = resultIn("setup-svc-account", stdout);
    expect([account.id, continued]).toEqual([id, true]);
    expect(plan.map(({ kind }) => kind)).not.toContain("create-user");
    expect(await accountsOfName()).toEqual([id]);
  });

  test("what was deleted cannot be read: that is no sign that there is nothing", async () => {
    const id = await cutAfterRestoring("110s");
    const path = "/v1.0/directory/deletedItems/microsoft.graph.user";
    faults = createFaults([{ method: "GET", path, fault: { kind: "status", status: 403, body: "json" } }], 1);
    const { code, stdout, stderr } = await again();
    expect(code, stderr + stdout).toBe(0);
    expect(await accountsOfName()).toEqual([id]);
  });

  test("it waits no longer than until five minutes after the restoring, and another run finds the account", async () => {
    const id = await cutAfterRestoring("15m");
    stage.time.pass(FIVE_MINUTES / 2);
    const before = stage.time.now();
    const { code, stdout } = await again();
    expect([code, errorIn(stdout).code]).toEqual([5, "partly-done"]);
    expect(errorIn(stdout).message).toContain("neither deleted nor restored");
    const waited = stage.time.now() - before;
    expect(waited).toBeGreaterThan(FIVE_MINUTES / 2 - 20_000);
    expect(waited).toBeLessThanOrEqual(FIVE_MINUTES / 2 + 2_000);
    stage.time.pass(10_000);
    const late = await again();
    expect([late.code, late.stderr]).toEqual([5, expect.not.stringContaining("waiting until")]);
    // What that run writes is seen as late.
    for (const ends of [5, 0]) {
      stage.time.pass(15 * 60_000);
      const found = await again();
      expect(found.code, found.stderr).toBe(ends);
    }
    expect(await accountsOfName()).toEqual([id]);
  });
});
