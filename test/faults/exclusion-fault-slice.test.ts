// Writes of mfa-exclusion that are done and not answered. All other requests, and all other kinds of faults, are among the deep
// tests.
import { expect, test } from "vitest";
import { startStage } from "../support/cli-stage.js";
import { ADD_BY_GROUP } from "../support/exclusion-variants.js";
import { armedFaults, strikeAll, unstruck } from "../support/fault-matrix.js";
import { isWrite } from "../support/is-write.js";

test("a group, its members and the exclusion are found again, and nothing is made twice", async () => {
  const faults = armedFaults();
  const variant = ADD_BY_GROUP;
  const stage = await startStage({ ...variant, faults });
  try {
    const wanted = await unstruck(stage, faults, variant);
    const positions = wanted.requests.flatMap((request, index) => {
      const [method = "", host, url = ""] = request.split(" ");
      return host === "graph" && isWrite({ method, url }) ? [index + 1] : [];
    });
    expect(positions).toHaveLength(4);
    const lost = { kind: "reset", work: "done" } as const;
    expect(await strikeAll({ stage, faults, variant, wanted }, positions, lost)).toEqual([]);
  } finally {
    await stage.close();
  }
}, 60_000);
