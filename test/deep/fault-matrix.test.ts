// Every kind of fault at every request of setup-svc-account: it ends right, or says exactly what is wrong, and the next run
// repairs it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIRECT, THROUGH_PIM, TO_VAULT, WITH_PASS } from "../support/account-variants.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import type { End } from "../support/crash-matrix.js";
import { LASTING, PASSING } from "../support/fault-kinds.js";
import { armedFaults, expectedEnds, strike, unstruck } from "../support/fault-matrix.js";

describe.each([DIRECT, THROUGH_PIM, WITH_PASS, TO_VAULT])("$title", (variant) => {
  const faults = armedFaults();
  let stage: Stage;
  let wanted: End;
  beforeAll(async () => {
    stage = await startStage({ scenario: variant.scenario, faults });
    wanted = await unstruck(stage, variant);
  });
  afterAll(() => stage.close());

  test.each([...PASSING, ...LASTING].map((fault) => [JSON.stringify(fault), fault] as const))(
    "%s",
    async (_, fault) => {
      const wrong: string[] = [];
      for (let position = 1, isOver = false; !isOver; position += 1)
        try {
          const { request, ended } = await strike(stage, faults, variant, position, fault, wanted);
          isOver = request === undefined;
          if (request !== undefined && !expectedEnds(request, fault).includes(ended))
            wrong.push(`${request}: ${ended}`);
        } catch (error) {
          wrong.push(error instanceof Error ? error.message : String(error));
          isOver = position > 80;
        }
      expect(wrong.join("\n")).toBe("");
    },
  );
});
