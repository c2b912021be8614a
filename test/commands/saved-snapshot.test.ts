// A snapshot as a file holds it: what is read again is what was saved, and what is no snapshot is called what it is.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { readSnapshotText, redacted, snapshotText } from "../../src/commands/saved-snapshot.js";
import { known } from "../../src/shapes/fact.js";
import { SNAPSHOT_SCHEMA, type Snapshot } from "../../src/sync/snapshot.js";
import { savedSnapshotSchema } from "../../src/sync/snapshot-schema.js";
import { policyIn } from "../../src/tenant/policies.js";
import { EVERYTHING } from "../sync/every-field.js";
import { snapshotOf } from "../sync/healthy-snapshot.js";

const fields = (snapshot: Snapshot) => JSON.parse(snapshotText(snapshot)) as Record<string, unknown>;
const read = (text: string) => {
  const result = readSnapshotText(text);
  if ("why" in result) throw new Error(result.why);
  return result.snapshot;
};
const why = (value: unknown) => {
  const result = readSnapshotText(typeof value === "string" ? value : JSON.stringify(value));
  return "why" in result ? result.why : "it was read";
};

test.each([
  ["a healthy tenant", snapshotOf()],
  ["every field that there is", EVERYTHING],
  ["nothing that could be read", unreadable()],
])("what was saved of %s is read again as it was", (_what, snapshot) => {
  expect(read(snapshotText(snapshot))).toEqual(snapshot);
});

test("a file fits the JSON Schema that is published", () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormats.default(ajv);
  const valid = ajv.compile(z.toJSONSchema(savedSnapshotSchema));
  for (const snapshot of [EVERYTHING, redacted(EVERYTHING)]) {
    valid(fields(snapshot));
    expect(valid.errors ?? []).toEqual([]);
  }
  expect(valid({ ...fields(EVERYTHING), takenAt: 7 })).toBe(false);
});

test("what Windows' editors do to a file does no harm", () => {
  const text = `\uFEFF${snapshotText(EVERYTHING).replaceAll("\n", "\r\n")}`;
  expect(read(text)).toEqual(EVERYTHING);
});

test("what a newer program has put in besides is kept when it is saved again", () => {
  const newer = fields(EVERYTHING);
  const organization = newer["organization"] as { value: Record<string, unknown> };
  const text = JSON.stringify({
    ...newer,
    moonPhase: { state: "known", value: "full", source: { request: "GET /moon" } },
    organization: { ...organization, value: { ...organization.value, motto: ["ora", "et labora"] } },
  });
  const again = fields(read(text));
  expect(again).toEqual(JSON.parse(text));
});

test("what an older program did not read is unknown, with its version", () => {
  const { agents: _, ...older } = fields(snapshotOf({ toolVersion: "0.0.9" }));
  expect(read(JSON.stringify(older)).agents).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("0.0.9") as string,
    remedy: expect.stringContaining("new snapshot") as string,
  });
});

test("a policy is kept as Graph answered it, and understood anew", () => {
  const whole = { id: "p", displayName: "MFA", state: "enabled", conditions: { users: {}, weather: { rain: true } } };
  const policy = policyIn(whole);
  if (policy === undefined) throw new Error("It is a policy.");
  const snapshot = snapshotOf({ policies: known([policy], { request: "GET /policies" }) });
  expect(fields(snapshot)["policies"]).toMatchObject({ value: [whole] });
  expect(read(snapshotText(snapshot)).policies).toEqual(snapshot.policies);
});

describe("what is no snapshot is called what it is", () => {
  const whole = fields(snapshotOf());

  test.each([
    ["not JSON", "{", "it is not JSON"],
    ["nothing", "", "it is not JSON"],
    ["nested without end", "[".repeat(200_000), "it is not JSON"],
    ["JSON of something else", { name: "x" }, "nothing in it says that it is one"],
    ["a list", [whole], "nothing in it says that it is one"],
    ["null", "null", "nothing in it says that it is one"],
    ["a result", { schema: "aadc-cloud/verify-sync@1" }, "it is a result (aadc-cloud/verify-sync@1)"],
    ["a saved plan", { schema: "aadc-cloud/plan@1" }, "it is a saved plan"],
    [
      "a newer form",
      { ...whole, schema: "aadc-cloud/sync-snapshot@2" },
      `it is of the form aadc-cloud/sync-snapshot@2, and this version knows ${SNAPSHOT_SCHEMA}`,
    ],
    [
      "a journal",
      `{"written":"2026-11-22T12:00:00.000Z","previous":"${"0".repeat(64)}","entry":"started"}\n{}\n`,
      "it is the journal of a run",
    ],
  ])("%s", (_what, value, expected) => {
    expect(why(value)).toBe(expected);
  });

  test.each([
    ["organization", null],
    ["organization", { state: "unknown", reason: "", remedy: "" }],
    ["takenAt", "yesterday"],
    ["takenAt", undefined],
    ["takenBy", "me"],
    ["agents", { state: "known", value: "none", source: { request: "" } }],
    ["agents", { state: "known", value: [] }],
    ["agents", { state: "perhaps" }],
    ["policies", { state: "known", value: [{ id: 7 }], source: { request: "" } }],
    ["policies", { state: "known", value: ["MFA"], source: { request: "" } }],
    ["syncedCounts", { state: "known", value: { users: -1, groups: 0, contacts: 0 }, source: { request: "" } }],
  ])("a snapshot whose %s is %j", (name, value) => {
    expect(why({ ...whole, [name]: value })).toContain(`form of a snapshot (at ${name}`);
  });
});

function unreadable(): Snapshot {
  const readable = snapshotOf();
  const isFact = (name: string, value: unknown) =>
    name !== "organization" && typeof value === "object" && value !== null && "state" in value;
  const refused = Object.entries(readable)
    .filter(([name, value]) => isFact(name, value))
    .map(([name]) => [name, { state: "unknown", reason: "It was refused.", remedy: "Grant it." }] as const);
  return { ...readable, ...Object.fromEntries(refused) };
}
