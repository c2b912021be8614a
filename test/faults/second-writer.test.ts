// Somebody else changes Conditional Access while a command is at work, right before each of its requests is answered: nothing
// of his is overwritten, and nothing of his is taken for what was planned.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { administrator, groundOf } from "../support/exclusion-ground.js";
import { secondWriter } from "../support/second-writer.js";
import { ADD_BY_ROLE, type Contest, contendAt, INTRUSIONS, undisturbed } from "../support/second-writer-matrix.js";

const writer = secondWriter();
let stage: Stage;
let contest: Contest;
beforeAll(async () => {
  stage = await startStage({ faults: writer });
  const admin = await administrator(stage);
  contest = { stage, writer, admin, before: await groundOf(admin) };
}, 60_000);
afterAll(() => stage.close());

describe.each([ADD_BY_ROLE])("$title", (command) => {
  let requests: readonly string[] = [];
  beforeAll(async () => {
    requests = await undisturbed(contest, command);
  }, 60_000);

  test.each(INTRUSIONS)(
    "$title",
    async (intrusion) => {
      const patch = requests.findIndex((one) => one.startsWith("PATCH graph ")) + 1;
      expect(patch).toBeGreaterThan(3);
      const wrong: string[] = [];
      for (const position of [patch - 2, patch - 1, patch, patch + 1, requests.length]) {
        const found = await contendAt(contest, command, intrusion, position);
        if (found !== undefined) wrong.push(found);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );
});
