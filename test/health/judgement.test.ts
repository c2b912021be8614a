import { describe, expect, test } from "vitest";
import { unknown } from "../../src/shapes/fact.js";
import { ago, type Change, HOUR, judge, STALE_AFTER, uploads } from "./health-server.js";

const OLD = ago(STALE_AFTER + 1);
const FRESH = ago(STALE_AFTER);
const NEVER: Change = { uploads: uploads({}), lastUpdated: null };
const undated = unknown<string | null>("It is no time.", "Look at the entry.");
const unread = unknown<Readonly<Record<string, string | null>>>("403", "Grant Reader.");

test.each<[string, Change, string]>([
  ["uploads", {}, "live"],
  ["one kind exactly at the limit", { uploads: uploads({ a: FRESH }) }, "live"],
  ["one fresh kind among old ones", { uploads: uploads({ a: OLD, b: FRESH, c: null }) }, "live"],
  ["fresh uploads of a disabled server", { disabled: true }, "live"],
  ["fresh uploads, whatever the entry's own date", { lastUpdated: null }, "live"],
  ["an upload dated after now", { uploads: uploads({ a: ago(-HOUR) }) }, "live"],
  [
    "every kind older than the limit",
    { uploads: uploads({ a: OLD, b: ago(STALE_AFTER * 9) }), lastUpdated: OLD },
    "stale",
  ],
  ["old uploads, some kinds never", { uploads: uploads({ a: OLD, b: null }), lastUpdated: null }, "stale"],
  ["old uploads of a disabled server", { uploads: uploads({ a: OLD }), lastUpdated: OLD, disabled: true }, "disabled"],
  ["no uploads of a disabled server", { uploads: uploads({}), lastUpdated: null, disabled: true }, "disabled"],
  ["neither uploads nor a date", { uploads: uploads({}), lastUpdated: null }, "never-reported"],
  ["every kind never", { uploads: uploads({ a: null, b: null }), lastUpdated: null }, "never-reported"],
  ["registered within the limit", { ...NEVER, whole: { createdDate: FRESH } }, "unknown"],
  ["registered before", { ...NEVER, whole: { createdDate: OLD } }, "never-reported"],
  ["registered in year 1", { ...NEVER, whole: { createdDate: "0001-01-01T00:00:00" } }, "never-reported"],
  ["registered at no time", { ...NEVER, whole: { createdDate: "soon" } }, "unknown"],
  ["registered at what is no text", { ...NEVER, whole: { createdDate: 7 } }, "unknown"],
  ["registered, nobody says when", { ...NEVER, whole: { createdDate: null } }, "never-reported"],
  ["no upload, but it reported once", { uploads: uploads({ a: null }), lastUpdated: OLD }, "unknown"],
  ["old uploads, but a changed entry", { uploads: uploads({ a: OLD }), lastUpdated: FRESH }, "unknown"],
  ["no uploads, but a changed entry", { uploads: uploads({}), lastUpdated: FRESH }, "unknown"],
  [
    "old uploads, disabled, but a changed entry",
    { uploads: uploads({ a: OLD }), lastUpdated: FRESH, disabled: true },
    "unknown",
  ],
  ["a date that cannot be read, and fresh uploads", { lastUpdated: undated }, "live"],
  ["a date that cannot be read, and old uploads", { uploads: uploads({ a: OLD }), lastUpdated: undated }, "unknown"],
  ["a date that cannot be read, and no uploads", { uploads: uploads({}), lastUpdated: undated }, "unknown"],
  [
    "a date that cannot be read, of a disabled server",
    { uploads: uploads({ a: OLD }), lastUpdated: undated, disabled: true },
    "unknown",
  ],
  ["unread uploads", { uploads: unread }, "unknown"],
  ["unread uploads of an old entry", { uploads: unread, lastUpdated: OLD }, "unknown"],
  ["unread uploads of a disabled server", { uploads: unread, lastUpdated: null, disabled: true }, "unknown"],
])("%s", (_what, change, verdict) => {
  expect(judge(change).verdict).toBe(verdict);
});

describe("`Healthy` proves nothing", () => {
  test.each(["Healthy", "Warning", "Error", null, "SomethingNew"])("status %s changes no verdict", (status) => {
    expect(judge({ status, uploads: uploads({}), lastUpdated: null }).verdict).toBe("never-reported");
    expect(judge({ status, uploads: uploads({ a: OLD }), lastUpdated: OLD }).verdict).toBe("stale");
    expect(judge({ status }).verdict).toBe("live");
  });
});

test("the latest upload of any kind is told; none where none is known", () => {
  expect(judge({ uploads: uploads({ a: OLD, b: FRESH, c: null }) }).lastUpload).toBe(FRESH);
  expect(judge({ uploads: uploads({ a: null }) }).lastUpload).toBeNull();
  expect(judge({ uploads: unread }).lastUpload).toBeNull();
});

test("why uploads or the entry's date could not be read is said", () => {
  expect(judge({ uploads: unread }).reason).toBe("its uploads could not be read: 403");
  expect(judge({ uploads: uploads({ a: OLD }), lastUpdated: undated }).reason).toBe("It is no time.");
});
