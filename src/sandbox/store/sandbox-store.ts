// The tenants in memory, and on disk before anybody is told of a change: a snapshot and a log of changes since.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { applyPatches, enablePatches, type Patch, produceWithPatches, setAutoFreeze } from "immer";
import * as z from "zod";
import { corruptFile } from "../sandbox-error.js";
import { errorCode, writeAtomically } from "./atomic-file.js";
import { openChangeLog, readChanges, removeAllLogs, removeLogsBefore } from "./change-log.js";
import { type SandboxState, sandboxStateSchema } from "./sandbox-state.js";

enablePatches();
// What readers get is typed as readonly; freezing every object of a large tenant would only cost time.
setAutoFreeze(false);

/** A new snapshot is made when the log has grown to this; replaying as much takes some tens of milliseconds. */
const LARGEST_LOG_BYTES = 2_000_000;

const snapshotSchema = z.strictObject({ number: z.int(), state: sandboxStateSchema });

export interface SandboxStore {
  readonly state: SandboxState;
  /** Milliseconds since the epoch. */
  tenantNow(): number;
  /**
   * Runs `work` on a draft, writes what it changed to the log, and only then shows it to readers. When `work` throws,
   * nothing has changed. What `work` returns must hold no part of the draft.
   */
  change<T>(work: (draft: SandboxState) => T): T;
  /** Another state altogether. */
  replace(state: SandboxState): void;
  close(): Promise<void>;
}

/** What a folder holds; `undefined` when it holds no tenant yet; a SandboxError `corrupt` when it cannot be read. */
export async function readSandboxState(dir: string): Promise<{ number: number; state: SandboxState } | undefined> {
  const file = stateFile(dir);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const snapshot = parseSnapshot(file, text);
  const changes = readChanges(dir, snapshot.number);
  try {
    const state = changes.reduce((before, change) => applyPatches(before, change.patches), snapshot.state);
    return { number: snapshot.number + changes.length, state };
  } catch (error) {
    throw corruptFile(path.join(dir, "changes-*.jsonl"), "a change does not fit what it follows.", error);
  }
}

/** Writes a state to a folder that nobody serves, in the place of whatever it held. */
export async function writeSandboxState(dir: string, state: SandboxState): Promise<void> {
  removeAllLogs(dir);
  await writeSnapshot(dir, 0, state);
}

/** Opens what `readSandboxState` found, or a new state where it found nothing, with a fresh snapshot. */
export async function openSandboxStore(
  dir: string,
  initial: { readonly number: number; readonly state: SandboxState },
  wallClock: () => number,
): Promise<SandboxStore> {
  let { number, state } = initial;
  await writeSnapshot(dir, number, state);
  removeAllLogs(dir);
  let log = openChangeLog(dir, number);
  let snapshots: Promise<void> = Promise.resolve();

  const commit = (next: SandboxState, patches: readonly Patch[]) => {
    log.append({ number: number + 1, patches });
    number += 1;
    state = next;
    if (log.size > LARGEST_LOG_BYTES) startNewLog();
  };
  const startNewLog = () => {
    const [upTo, then, old] = [number, state, log];
    log = openChangeLog(dir, upTo);
    old.close();
    // A snapshot that fails leaves the logs, which hold everything; the next one is tried when this log has grown.
    snapshots = snapshots
      .then(() => writeSnapshot(dir, upTo, then))
      .then(() => {
        removeLogsBefore(dir, upTo);
      })
      .catch(() => undefined);
  };

  return {
    get state() {
      return state;
    },
    tenantNow: () => (state.clock.kind === "manual" ? state.clock.nowMs : wallClock() + state.clock.offsetMs),
    change<T>(work: (draft: SandboxState) => T): T {
      let result: T | undefined;
      const [next, patches] = produceWithPatches(state, (draft) => {
        result = work(draft);
      });
      if (patches.length > 0) commit(next, patches);
      return result as T;
    },
    replace(other) {
      commit(other, [{ op: "replace", path: [], value: other }]);
    },
    async close() {
      await snapshots;
      log.close();
    },
  };
}

async function writeSnapshot(dir: string, number: number, state: SandboxState): Promise<void> {
  await writeAtomically(stateFile(dir), `${JSON.stringify({ number, state })}\n`, 0o600);
}

function stateFile(dir: string): string {
  return path.join(dir, "state.json");
}

function parseSnapshot(file: string, text: string): z.infer<typeof snapshotSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw corruptFile(file, "it is no JSON.", error);
  }
  const parsed = snapshotSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : ` (${issue.path.join(".") || "top level"}: ${issue.message})`;
  throw corruptFile(file, `it does not have the form of this version${where}.`, parsed.error);
}
