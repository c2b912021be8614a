// The lists of the clean-up as documents: what there is stands in them, and nothing is called as it should be.
import { expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { render } from "../../src/report/render.js";
import { plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const LISTED = { runId: null, dryRun: false, plan: [], applied: [], warnings: [] };

test.each([
  [
    "cleanup-accounts",
    [
      "Identities that synchronise, or did",
      "Sync\\_AADC-OLD\\_0123456789ab@contoso.onmicrosoft.com",
      "in quarantine since",
    ],
  ],
  ["cleanup-health", ["Servers in Connect Health", "AADC-OLD"]],
] as const)("%s", async (name, words) => {
  const result = { ...resultsOf(plain)[name], ...LISTED };
  const text = await render(result, "md", undefined, LAYOUT);
  for (const word of words) expect(text).toContain(word);
  expect(text).toContain("Nothing is to be changed.");
  expect(text).not.toContain("as it should be");
  const told = await render({ ...result, warnings: ["Connect Health could not be read."] }, "html", undefined, LAYOUT);
  expect(told).toContain("Connect Health could not be read.");
});
