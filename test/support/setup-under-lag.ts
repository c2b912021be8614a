// setup-svc-account on a tenant in which everything is seen late, each thing differently.
import fc from "fast-check";
import { expect } from "vitest";
import { type Lag, type Lags, REPLICATED_KINDS, type ReplicatedKind } from "../../src/sandbox/laws/replication.js";
import { resultIn } from "./cli-result-schemas.js";
import { run, type SetupVariant, stageOf } from "./setup-variants.js";
import { contentsOf, tenantState } from "./tenant-contents.js";

/** What the command reads of what it has written; policies it only reads. */
const KINDS: readonly ReplicatedKind[] = REPLICATED_KINDS.filter((kind) => kind !== "group" && kind !== "application");

/** Up to 120 seconds, or a few reads that still miss it, or both; of each kind another. */
export const someLags: fc.Arbitrary<Lags> = fc.record(
  Object.fromEntries(
    KINDS.map((kind) => [
      kind,
      fc.oneof(
        fc.constant<Lag>({}),
        fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }) }),
        fc.record({ reads: fc.integer({ min: 0, max: 4 }) }),
        fc.record({ afterMs: fc.integer({ min: 0, max: 120_000 }), reads: fc.integer({ min: 0, max: 3 }) }),
      ),
    ]),
  ),
);

const withoutLag = new Map<string, Promise<SetupOutcome>>();

interface SetupOutcome {
  /** The changes, and what came of each. */
  readonly applied: readonly string[];
  /** The writes that the tenant has taken. */
  readonly carriedOut: readonly string[];
  readonly contents: unknown;
}

/** What comes of the command where everything is seen at once, and nothing cuts it. */
export function undisturbed(variant: SetupVariant): Promise<SetupOutcome> {
  let known = withoutLag.get(variant.name);
  known ??= outcome(variant, {});
  withoutLag.set(variant.name, known);
  return known;
}

/** Waits take none of our time; what was made twice, or not at all, or is something else, is found. */
export async function expectRightUnder(variant: SetupVariant, lags: Lags): Promise<void> {
  expect(await outcome(variant, lags), JSON.stringify(lags)).toEqual(await undisturbed(variant));
}

async function outcome(variant: SetupVariant, lags: Lags): Promise<SetupOutcome> {
  const stage = await stageOf(variant, { lags });
  try {
    const before = await tenantState(stage);
    const { code, stdout, stderr } = await run(stage, variant, ["-o", "json"]);
    expect(code, `${JSON.stringify(lags)}: ${stdout}${stderr}`).toBe(0);
    const { applied, changed } = resultIn("setup-svc-account", stdout);
    expect(changed).toBe(true);
    const writes = stage.newRequests().filter(({ host, method }) => method !== "GET" && !host.startsWith("login."));
    return {
      applied: applied.map(({ kind, outcome }) => `${kind}: ${outcome}`),
      carriedOut: writes.filter(({ status }) => status < 300).map(({ method, url }) => `${method} ${pathOf(url)}`),
      contents: contentsOf(await tenantState(stage), before),
    };
  } finally {
    await stage.close();
  }
}

function pathOf(url: string): string {
  return new URL(url, "https://host").pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/giu, "ID");
}
