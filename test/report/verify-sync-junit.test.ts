// A build server must come to the same as the exit code, and must be able to read the file whatever stands in the tenant.
import { expect, test } from "vitest";
import type { ResultOf } from "../../src/report/result-schemas.js";
import { verifySyncJunit } from "../../src/report/verify-sync-junit.js";
import { type Name, plain, resultsOf } from "./sample-results.js";

type VerifyResult = ResultOf<"verify-sync">;

const sample = (change: Partial<VerifyResult> = {}, name: Name = plain) => ({
  ...resultsOf(name)["verify-sync"],
  ...change,
});

/** Of each case its id, and what it holds: nothing, where it passed. */
function kindsIn(xml: string) {
  return [...xml.matchAll(/<testcase [^>]*name="(SYNC-\d+)[^>]*?(?:\/>|>\s*<([a-z-]+))/g)].map(([, id, kind]) => [
    id,
    kind ?? "passed",
  ]);
}

test.each<[string, Partial<VerifyResult>, readonly string[], string]>([
  [
    "a failure that decides",
    { decidedBy: ["SYNC-002"] },
    ["passed", "failure", "system-out", "skipped"],
    'tests="4" failures="1" errors="0" skipped="1"',
  ],
  [
    "what is unknown and decides",
    { decidedBy: ["SYNC-003"] },
    ["passed", "system-out", "error", "skipped"],
    'tests="4" failures="0" errors="1" skipped="1"',
  ],
  [
    "both",
    { decidedBy: ["SYNC-002", "SYNC-003"] },
    ["passed", "failure", "error", "skipped"],
    'tests="4" failures="1" errors="1" skipped="1"',
  ],
  [
    "nothing that decides",
    { decidedBy: [] },
    ["passed", "system-out", "system-out", "skipped"],
    'tests="4" failures="0" errors="0" skipped="1"',
  ],
  [
    "a maintenance",
    { maintenance: { until: "2026-11-23T10:00:00.000Z", muted: true } },
    ["passed", "skipped", "skipped", "skipped"],
    'tests="4" failures="0" errors="0" skipped="3"',
  ],
  [
    "a maintenance that is over",
    { maintenance: { until: "2026-11-21T10:00:00.000Z", muted: false } },
    ["passed", "failure", "system-out", "skipped"],
    'tests="4" failures="1" errors="0" skipped="1"',
  ],
])("%s: each case has its kind, and they are counted", (_what, change, kinds, counts) => {
  const xml = verifySyncJunit(sample(change));
  expect(kindsIn(xml)).toEqual(kinds.map((kind, index) => [`SYNC-00${index + 1}`, kind]));
  expect(xml.match(new RegExp(`<testsuites? [^>]*${counts}`, "g"))).toHaveLength(2);
});

test("a failure says its severity, what was seen, what to do and where it is written", () => {
  const xml = verifySyncJunit(sample());
  expect(xml).toContain(
    '<failure type="error" message="AADC-NEW is active, not AADC-OLD.">AADC-NEW is active, not AADC-OLD.\nWhat to do: Put AADC-NEW into staging mode.\nSee docs/verify-sync.md#sync-003</failure>',
  );
  expect(xml).toContain('<skipped message="not-applicable: AADC-NEW is active, not AADC-OLD."/>');
  expect(xml).toContain('<property name="verdict" value="fail"/>');
  expect(xml).toContain('timestamp="2026-11-22T10:00:00"');
  expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')).toBe(true);
});

test("no text ends an element or an attribute, nor the whole file", () => {
  const hostile = (text: string) =>
    `${text}"/></failure>]]><x a='&amp;'\u0000\u001b\u202e\uFFFE\ud83d${"y".repeat(9_000)}`;
  const xml = verifySyncJunit(sample({ decidedBy: ["SYNC-002", "SYNC-003"] }, hostile));
  // XML 1.0, section 2.2: what is no Char makes the file unreadable.
  expect(xml).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
  expect(xml).not.toMatch(/\p{Cf}/u);
  expect(kindsIn(xml)).toHaveLength(4);
  const names = [...xml.matchAll(/<\/?([a-z?!]+)/gi)].map(([, name]) => name);
  expect([...new Set(names)].sort()).toEqual(
    ["?xml", "error", "failure", "properties", "property", "skipped", "testcase", "testsuite", "testsuites"]
      .concat("system")
      .sort(),
  );
  const withoutTags = xml.replace(/<[^<>]*>/g, "");
  expect(withoutTags).not.toMatch(/[<>]/);
  expect(xml.replace(/&(?:amp|lt|gt|quot);/g, "")).not.toContain("&");
});
