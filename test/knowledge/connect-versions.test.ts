// The table of versions, against what Microsoft's version page says.
import { describe, expect, test } from "vitest";
import { CONNECT_VERSIONS as table } from "../../src/knowledge/connect-versions.js";
import { compareVersions } from "../../src/knowledge/version-numbers.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string) => DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
const versions = table.releases.map(({ version }) => version);

test("says of which day it is, and where it is from", () => {
  expect(isDay(table.asOf)).toBe(true);
  for (const source of table.sources) expect(new URL(source).hostname).toBe("learn.microsoft.com");
});

test("lists 97 builds, each once, the newest first", () => {
  expect(versions).toHaveLength(97);
  expect(new Set(versions).size).toBe(97);
  expect(versions).toEqual([...versions].sort((a, b) => compareVersions(b, a)));
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
});

test("holds days that exist: ends to the day, releases to the month at least", () => {
  for (const { version, released, supportEnds } of table.releases) {
    if (released !== null)
      expect([version, isDay(released.length === 7 ? `${released}-01` : released)]).toEqual([version, true]);
    if (supportEnds !== null) expect([version, isDay(supportEnds)]).toEqual([version, true]);
    if (released !== null && supportEnds !== null) expect([version, released < supportEnds]).toEqual([version, true]);
    if (released !== null) expect(released <= table.asOf).toBe(true);
  }
});

test("knows the floors of the service, and who said them", () => {
  const floors = table.floors.map(({ below, effective, stops, source }) => [below, effective, stops, source]);
  expect(floors).toEqual([
    ["2.0.0.0", "2023-10-01", "synchronization", "microsoft"],
    ["2.4.18.0", "2025-04-07", "wizard", "microsoft"],
    ["2.5.79.0", "2026-09-30", "synchronization", "microsoft"],
    ["2.6.84.0", "2027-04-07", "synchronization", "third-party"],
  ]);
  expect(table.floors.map((floor) => floor.belowNonCommercial)).toEqual([undefined, "2.4.21.0", undefined, undefined]);
  expect(table.floors.map((floor) => floor.needsApplication === true)).toEqual([false, false, false, true]);
});

describe("rows that Microsoft prints", () => {
  test.each([
    ["2.6.92.0", "2026-09-23", null],
    ["2.6.91.0", "2026-09-16", "2027-09-23"],
    ["2.6.84.0", "2026-07-07", "2027-09-16"],
    ["2.6.3.0", "2026-03-10", "2027-07-07"],
    ["2.5.190.0", "2025-11-19", "2027-02-02"],
    ["2.5.79.0", "2025-09-01", "2026-10-23"],
    ["2.4.18.0", "2024-10-07", "2025-10-09"],
    ["2.1.20.0", null, "2024-06-19"],
    ["1.6.16.0", null, "2022-08-31"],
  ])("%s", (version, released, supportEnds) => {
    const row = table.releases.find((one) => one.version === version);
    expect(row).toMatchObject({ supportEnds, recalled: false });
    if (released !== null) expect(row?.released).toBe(released);
  });

  test("one alone was recalled", () => {
    expect(table.releases.filter(({ recalled }) => recalled).map(({ version }) => version)).toEqual(["2.6.79.0"]);
  });

  test("every floor that Microsoft set but the first is a build of its own", () => {
    for (const { below } of table.floors.slice(1)) expect(versions).toContain(below);
  });
});
