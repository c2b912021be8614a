// Answers to the writes of setup-svc-account, and to the last look at them, that are lost. All other requests, and all other
// kinds of faults, are among the deep tests.
import { afterAll, beforeAll, expect, test } from "vitest";
import { DIRECT } from "../support/account-variants.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { DECISIVE } from "../support/fault-kinds.js";
import { armedFaults, strikeAll, unstruck } from "../support/fault-matrix.js";

const faults = armedFaults();
let stage: Stage;
let wanted: Awaited<ReturnType<typeof unstruck>>;
beforeAll(async () => {
  stage = await startStage({ faults });
  wanted = await unstruck(stage, faults, DIRECT);
}, 60_000);
afterAll(() => stage.close());

/** What was done and not answered is found again; what is answered in part is as good as not answered. */
const LOST = DECISIVE.filter(({ kind }) => kind === "reset" || kind === "truncated");

test.each(LOST.map((fault) => [JSON.stringify(fault), fault] as const))("%s", async (_, fault) => {
  const isStruck = (request: string, index: number) =>
    request.startsWith("POST graph") || index === wanted.requests.length - 1;
  const positions = wanted.requests.flatMap((request, index) => (isStruck(request, index) ? [index + 1] : []));
  expect(positions).toHaveLength(4);
  expect(await strikeAll({ stage, faults, variant: DIRECT, wanted }, positions, fault)).toEqual([]);
});
