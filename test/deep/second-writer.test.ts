// The second writer of test/faults at every write of every command that changes Conditional Access, and at some of its other
// requests.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { administrator, groundOf } from "../support/exclusion-ground.js";
import { isWrite } from "../support/is-write.js";
import { thoseAndEveryNth } from "../support/sampled.js";
import { secondWriter } from "../support/second-writer.js";
import { CONTESTED, type Contest, contendAt, INTRUSIONS, undisturbed } from "../support/second-writer-matrix.js";

/** One of so many requests that write nothing. A number of AADC_EVERY instead: 1 tries them all. */
const EVERY = Number(process.env["AADC_EVERY"] ?? 12);

const writer = secondWriter();
let stage: Stage;
let contest: Contest;
beforeAll(async () => {
  stage = await startStage({ faults: writer });
  const admin = await administrator(stage);
  contest = { stage, writer, admin, before: await groundOf(admin) };
});
afterAll(() => stage.close());

const CASES = CONTESTED.flatMap((command) =>
  INTRUSIONS.map((intrusion) => ({ name: `${command.title}: ${intrusion.title}`, command, intrusion })),
);

/** Counted from 1. */
function positionsIn(requests: readonly string[], seed: string): readonly number[] {
  const all = requests.map((request, index) => {
    const [method = "", host, url = ""] = request.split(" ");
    return { position: index + 1, isSentWrite: host === "graph" && isWrite({ method, url }) };
  });
  return thoseAndEveryNth(all, ({ isSentWrite }) => isSentWrite, EVERY, seed).map(({ position }) => position);
}

describe("before its requests", () => {
  test.each(CASES)("$name", async ({ name, command, intrusion }) => {
    const requests = await undisturbed(contest, command);
    expect(requests.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (const position of positionsIn(requests, name)) {
      const found = await contendAt(contest, command, intrusion, position);
      if (found !== undefined) wrong.push(found);
    }
    expect(wrong).toEqual([]);
  });
});
