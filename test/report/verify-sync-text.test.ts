import { expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { verifySyncText } from "../../src/report/verify-sync-text.js";
import { plain, resultsOf } from "./sample-results.js";

const layout = { paint: createPaint(false), width: 100 };
const result = resultsOf(plain)["verify-sync"];

test("what each source saw of servers is told with all details only", () => {
  expect(verifySyncText(result, layout)).not.toContain("Signals of servers");
  const text = verifySyncText(result, { ...layout, detailed: true });
  expect(text).toContain(
    [
      "Signals of servers",
      "  Export     AADC-NEW, 2026-11-22 10:00 UTC: It wrote.",
      "  Audit log  AADC-NEW, 2026-11-22 10:00 UTC: It wrote.",
      "  Health     AADC-NEW, 2026-11-22 10:00 UTC: It wrote.",
    ].join("\n"),
  );
});

test("where nothing was heard of any server, nothing is told of it", () => {
  const activeServer = { state: "unknown", reason: "It was refused.", remedy: "Grant it." } as const;
  const text = verifySyncText({ ...result, sync: { ...result.sync, activeServer } }, { ...layout, detailed: true });
  expect(text).not.toContain("Signals of servers");
});
