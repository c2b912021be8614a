// A snapshot as a text that other programs, other versions and other days can read.

import { harmlessSentence } from "../report/harmless.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { redact } from "../sync/redaction.js";
import { SNAPSHOT_SCHEMA, type Snapshot } from "../sync/snapshot.js";
import { notReadBy } from "../sync/snapshot-fields.js";
import { parseSavedSnapshot, type SavedSnapshot, savedSnapshotSchema } from "../sync/snapshot-schema.js";
import { type Policy, policyIn } from "../tenant/policies.js";

/** JSON, ending with a line feed. */
export function snapshotText(snapshot: Snapshot): string {
  return `${JSON.stringify(savedOf(snapshot), null, 1)}\n`;
}

/** The same facts without names. */
export function redacted(snapshot: Snapshot): Snapshot {
  const read = ofSaved(redact(savedOf(snapshot)));
  if ("why" in read) throw new TypeError(`A redacted snapshot is no snapshot any more: ${read.why}.`);
  return read.snapshot;
}

export type ReadSnapshot = { readonly snapshot: Snapshot } | { readonly why: string };

/**
 * @param without facts that nobody will look at; those of a large tenant take longest
 * @returns the snapshot that a text holds, or why it holds none
 */
export function readSnapshotText(text: string, without: readonly FactName[] = []): ReadSnapshot {
  if (JOURNAL.test(text)) return { why: "it is the journal of a run" };
  const value = jsonIn(text);
  if (value === undefined) return { why: "it is not JSON" };
  const { schema } = isRecord(value) ? value : {};
  if (!isRecord(value) || schema !== SNAPSHOT_SCHEMA) return { why: otherKind(schema) };
  const left = Object.fromEntries(without.map((name) => [name, NOT_LOOKED_AT]));
  const parsed = parseSavedSnapshot(completed({ ...value, ...left }));
  if (!("snapshot" in parsed))
    return { why: `it does not have the form of a snapshot (at ${parsed.where || "its beginning"}): ${parsed.why}` };
  return ofSaved(parsed.snapshot);
}

type FactName = "policies" | "provisioningErrors";
const NOT_LOOKED_AT: Fact<never> = { state: "unknown", reason: "Nobody has looked.", remedy: "" };

/** As the first line of every journal begins. */
const JOURNAL = /^\uFEFF?\{"written":"[^"]*","previous":"0{64}","entry":"started"/;

/** Policies are kept as Graph answered them; the rest of each follows from it. */
function savedOf(snapshot: Snapshot): SavedSnapshot {
  return { ...snapshot, policies: mapFact(snapshot.policies, (list) => list.map(({ whole }) => whole)) };
}

function ofSaved(saved: SavedSnapshot): ReadSnapshot {
  const { policies } = saved;
  if (policies.state === "unknown") return { snapshot: { ...saved, policies } };
  const list: Policy[] = [];
  for (const [index, whole] of policies.value.entries()) {
    const policy = policyIn(whole);
    if (policy === undefined) return { why: `it does not have the form of a snapshot (at policies.value.${index})` };
    list.push(policy);
  }
  return { snapshot: { ...saved, policies: known(list, policies.source) } };
}

/** What an older program did not read is unknown. */
function completed(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { toolVersion } = value;
  const instead = notReadBy(typeof toolVersion === "string" ? toolVersion : "?");
  const missing = Object.entries(savedSnapshotSchema.shape)
    .filter(([name, slot]) => !Object.hasOwn(value, name) && slot.safeParse(instead).success)
    .map(([name]) => name);
  return { ...value, ...Object.fromEntries(missing.map((name) => [name, instead])) };
}

function otherKind(schema: unknown): string {
  if (typeof schema !== "string" || !schema.startsWith("aadc-cloud/")) return "nothing in it says that it is one";
  const told = harmlessSentence(schema);
  if (schema.startsWith("aadc-cloud/sync-snapshot@"))
    return `it is of the form ${told}, and this version knows ${SNAPSHOT_SCHEMA}`;
  return schema.startsWith("aadc-cloud/plan@") ? "it is a saved plan" : `it is a result (${told})`;
}

/** Undefined for what is not JSON; also for what is nested so deeply that it takes the stack. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
