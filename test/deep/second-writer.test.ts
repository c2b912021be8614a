// The second writer of test/faults at every request of every command that changes Conditional Access.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { administrator, groundOf } from "../support/exclusion-ground.js";
import { secondWriter } from "../support/second-writer.js";
import { CONTESTED, type Contest, contendAt, INTRUSIONS, undisturbed } from "../support/second-writer-matrix.js";

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

describe("before each request", () => {
  test.each(CASES)("$name", async ({ command, intrusion }) => {
    const requests = await undisturbed(contest, command);
    expect(requests.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (let position = 1; position <= requests.length; position += 1) {
      const found = await contendAt(contest, command, intrusion, position);
      if (found !== undefined) wrong.push(found);
    }
    expect(wrong).toEqual([]);
  });
});
