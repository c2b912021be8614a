// What scripts rely on: every result fits its schema, and its JSON Schema, as shipped, says the same.
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { changeSchema } from "../../src/report/change-schema.js";
import { RESULT_SCHEMAS, type ResultName } from "../../src/report/result-schemas.js";
import { everyChangeOf, plain, resultsOf } from "./sample-results.js";

const NAMES = Object.keys(RESULT_SCHEMAS) as readonly ResultName[];
const KEYS = [
  "runId",
  "continued",
  "rollback",
  "dryRun",
  "plan",
  "planHash",
  "applied",
  "changed",
  "guardsOverridden",
  "warnings",
] as const;
const ajv = formats.default(new Ajv2020({ allErrors: true }));
const validators = new Map(NAMES.map((name) => [name, ajv.compile(z.toJSONSchema(RESULT_SCHEMAS[name]))]));

function accepted(name: ResultName, value: unknown): boolean {
  const bySchema = RESULT_SCHEMAS[name].safeParse(value).success;
  const byJsonSchema = validators.get(name)?.(value);
  expect(byJsonSchema).toBe(bySchema);
  return bySchema;
}
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
const sample = (name: ResultName, dryRun = false) => asJson(resultsOf(plain, dryRun)[name]);

describe.each(NAMES)("%s", (name) => {
  test("accepts a result, of a dry run, too", () => {
    expect(accepted(name, sample(name))).toBe(true);
    expect(accepted(name, sample(name, true))).toBe(true);
  });

  test("names itself with its version", () => {
    expect(sample(name)["schema"]).toBe(`aadc-cloud/${name}@1`);
    expect(accepted(name, { ...sample(name), schema: `aadc-cloud/${name}@2` })).toBe(false);
  });

  test("has the envelope that every result has; only the ticket may be missing", () => {
    for (const key of ["schema", "tenantId", "tenant", "at", "operator", "toolVersion"])
      expect([key, accepted(name, { ...sample(name), [key]: undefined })]).toEqual([key, false]);
    const { ticket: _none, ...without } = sample(name);
    expect(accepted(name, without)).toBe(true);
  });

  test("refuses what it does not know", () => {
    expect(accepted(name, { ...sample(name), surprise: 1 })).toBe(false);
    expect(accepted(name, { ...sample(name), operator: { id: "", name: "", authKind: "", token: "x" } })).toBe(false);
  });

  test("wants the service's time as UTC", () => {
    expect(accepted(name, { ...sample(name), at: "2026-11-22T10:00:00+01:00" })).toBe(false);
    expect(accepted(name, { ...sample(name), at: "yesterday" })).toBe(false);
  });

  test.each(["null", "[]", "{}", '"text"'])("refuses %s", (json) => {
    expect(accepted(name, JSON.parse(json))).toBe(false);
  });
});

describe.each(["setup-svc-account", "mfa-exclusion-add", "cleanup-health", "register-app"] as const)(
  "%s changes something",
  (name) => {
    test("and tells its run, plan, hash, outcomes, overridden guards and warnings", () => {
      for (const key of KEYS)
        expect([key, accepted(name, { ...sample(name), [key]: undefined })]).toEqual([key, false]);
    });

    test("and takes a null run, a hash of 64 hex digits, and no other", () => {
      expect(accepted(name, { ...sample(name), runId: null })).toBe(true);
      expect(accepted(name, { ...sample(name), planHash: "abc" })).toBe(false);
      expect(accepted(name, { ...sample(name), planHash: "G".repeat(64) })).toBe(false);
    });

    test("and has no outcome without its request id", () => {
      const outcome = { kind: "create-user", summary: "x", outcome: "done" };
      expect(accepted(name, { ...sample(name), applied: [{ ...outcome, requestId: null }] })).toBe(true);
      expect(accepted(name, { ...sample(name), applied: [outcome] })).toBe(false);
      expect(accepted(name, { ...sample(name), applied: [{ ...outcome, requestId: "r", outcome: "perhaps" }] })).toBe(
        false,
      );
    });
  },
);

describe("facts of verify-sync", () => {
  const withSync = (change: Record<string, unknown>) => {
    const result = sample("verify-sync");
    return { ...result, sync: { ...(result["sync"] as object), ...change } };
  };

  test.each([
    ["known", { state: "known", value: null, source: { request: "GET /x" } }, true],
    ["unknown with reason and remedy", { state: "unknown", reason: "403", remedy: "Grant it." }, true],
    ["unknown without remedy", { state: "unknown", reason: "403" }, false],
    ["known without source", { state: "known", value: null }, false],
    ["a bare value", "2026-11-22T10:00:00Z", false],
    ["absent", undefined, false],
  ])("%s", (_what, lastSync, expected) => {
    expect(accepted("verify-sync", withSync({ lastSync }))).toBe(expected);
  });

  test("an active server is known, none or ambiguous", () => {
    const source = { request: "GET /x" };
    const active = (value: unknown) =>
      accepted("verify-sync", withSync({ activeServer: { state: "known", value, source } }));
    expect(active({ state: "none", last: null, lastSync: null })).toBe(true);
    expect(active({ state: "ambiguous", reason: "two" })).toBe(true);
    expect(active({ state: "known" })).toBe(false);
    expect(active({ state: "guessed", server: "A" })).toBe(false);
  });
});

describe("a change of each kind", () => {
  const CHANGES = asJson({ plan: everyChangeOf(plain) })["plan"] as readonly Record<string, unknown>[];
  const withPlan = (change: unknown) => accepted("cleanup-health", { ...sample("cleanup-health"), plan: [change] });

  test("is there: as many as the schema knows", () => {
    expect(new Set(CHANGES.map(({ kind }) => kind)).size).toBe(changeSchema.options.length);
    expect(CHANGES).toHaveLength(changeSchema.options.length);
  });

  test.each(CHANGES.map((change) => [String(change["kind"]), change] as const))(
    "%s is accepted as it is, and neither with more, nor with less, nor as another kind",
    (kind, change) => {
      expect(withPlan(change)).toBe(true);
      expect(withPlan({ ...change, surprise: 1 })).toBe(false);
      expect(withPlan({ ...change, target: { ...(change["target"] as object), surprise: "x" } })).toBe(false);
      expect(withPlan({ ...change, kind: kind === "exclude-role" ? "create-user" : "exclude-role" })).toBe(false);
      for (const key of ["target", "summary", "after", "reversible"])
        expect([key, withPlan({ ...change, [key]: undefined })]).toEqual([key, false]);
    },
  );
});
