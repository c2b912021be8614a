// How long setup-svc-account has to wait for the tenant: round trips of which each begins when the one before has been
// answered.
import path from "node:path";
import { expect } from "vitest";
import { resultIn } from "./cli-result-schemas.js";
import { longestChain } from "./dependent-round-trips.js";
import { commandOf, type SetupVariant, stageOf } from "./setup-variants.js";

/** Much longer than what is done between two requests. */
const LATENCY_MS = 30;
/** The token is one of them. */
const READING = 4;
/** Of each change: a look, the write, and three good reads. */
const PER_CHANGE = 2 + 3;

/** A dry run, a first run, and one that finds everything done. */
export async function expectFewRoundTrips(variant: SetupVariant): Promise<void> {
  const stage = await stageOf(variant, { latencyMs: LATENCY_MS });
  const { clientId = "", clientSecret } = stage.sandbox.info.clients[0] ?? {};
  const traced = async (...more: readonly string[]) => {
    const signIn = ["--auth", "secret", "--client-id", clientId, "--trace", "trace.jsonl", "-o", "json"];
    const environment = { AZURE_CLIENT_SECRET: clientSecret };
    const { code, stdout, stderr } = await stage.cli([...commandOf(variant), ...signIn, ...more], { environment });
    expect(code, stdout + stderr).toBe(0);
    return { ...resultIn("setup-svc-account", stdout), chain: longestChain(path.join(stage.cwd, "trace.jsonl")) };
  };
  try {
    const dry = await traced("--dry-run");
    expect(dry.plan).not.toEqual([]);
    expect(dry.chain.length, dry.chain.join("\n")).toBeLessThanOrEqual(READING);
    const first = await traced();
    expect(first.plan).toEqual(dry.plan);
    expect(first.changed).toBe(true);
    expect(first.chain.length, first.chain.join("\n")).toBeLessThanOrEqual(READING + first.plan.length * PER_CHANGE);
    // Less than a request for each of these would not have looked.
    expect(first.chain.length).toBeGreaterThan(first.plan.length * PER_CHANGE - first.plan.length);
    const again = await traced();
    expect(again).toMatchObject({ plan: [], changed: false });
    expect(again.chain.length, again.chain.join("\n")).toBeLessThanOrEqual(READING);
  } finally {
    await stage.close();
  }
}
