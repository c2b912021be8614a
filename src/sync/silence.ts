// Whoever waits for something that nothing causes is told so: a quiet tenant exports nothing, and Graph says nothing new.
import { parseDuration } from "../shapes/duration.js";
import type { Snapshot } from "./snapshot.js";

/** Since when, by the service's time, each signal has stood still. */
export interface Stillness {
  readonly sync: Still;
  readonly exports: Still;
}

interface Still {
  /** As it was seen last; null: not seen yet. */
  readonly value: string | null;
  readonly since: number;
  readonly told: boolean;
}

/** The one that the wizard sets, where Graph tells none. */
const USUAL_INTERVAL_MS = 30 * 60_000;
const SILENT_CYCLES = 2;

/**
 * Two cycles without a trace. That exports without changes leave none is an assumption that no page of Microsoft's refutes.
 * @param before null at the first look
 * @returns what to tell, once for each silence
 */
export function listen(
  before: Stillness | null,
  snapshot: Snapshot,
): { readonly stillness: Stillness; readonly silent: readonly ("sync" | "exports")[] } {
  const at = Date.parse(snapshot.takenAt);
  const { lastExport, organization } = snapshot;
  const seen = {
    sync: organization.value.lastSync ?? "never",
    exports: lastExport.state === "known" ? JSON.stringify(lastExport.value) : null,
  };
  const limit = SILENT_CYCLES * intervalOf(snapshot);
  const [sync, exports] = [heard(before?.sync, seen.sync, at), heard(before?.exports, seen.exports, at)];
  const isSilent = (still: Still) => !still.told && at - still.since > limit;
  const silent = [...(isSilent(sync) ? ["sync" as const] : []), ...(isSilent(exports) ? ["exports" as const] : [])];
  return {
    stillness: {
      sync: { ...sync, told: sync.told || isSilent(sync) },
      exports: { ...exports, told: exports.told || isSilent(exports) },
    },
    silent,
  };
}

/** What cannot be read is no sign of life, and no silence that has begun anew either. */
function heard(before: Still | undefined, value: string | null, at: number): Still {
  if (before === undefined) return { value, since: at, told: false };
  if (value === null || value === before.value) return before;
  // What was hidden and is told now has not moved.
  if (before.value === null) return { ...before, value };
  return { value, since: at, told: false };
}

function intervalOf({ lastExport }: Snapshot): number {
  const text = lastExport.state === "known" ? lastExport.value?.interval : null;
  const ms = parseDuration(text ?? "");
  return ms === undefined || ms <= 0 ? USUAL_INTERVAL_MS : ms;
}
