// Files that are replaced as a whole. They hold nothing secret, and so may lie where others cannot be kept from reading.
import { renameSync } from "node:fs";
import {
  draftOf,
  type FileCalls,
  nodeFileCalls,
  patiently,
  removeDrafts,
  removeIfThere,
  writeNew,
} from "./new-file.js";

export interface ReplaceCalls extends FileCalls {
  readonly rename: (from: string, to: string) => void;
  readonly epoch: () => number;
  readonly uuid: () => string;
}

const systemCalls: ReplaceCalls = {
  ...nodeFileCalls,
  rename: renameSync,
  epoch: () => Date.now(),
  uuid: () => crypto.randomUUID(),
};

/** The old content or the new one is there at every moment, whole. Readable by its owner only, where the disk knows owners. */
export function replaceFile(file: string, content: string, given: Partial<ReplaceCalls> = {}): void {
  const calls = { ...systemCalls, ...given };
  removeDrafts(file, calls.epoch());
  const draft = draftOf(file, calls.uuid());
  writeNew(draft, content);
  try {
    patiently(() => calls.rename(draft, file), calls);
  } finally {
    removeIfThere(draft);
  }
}
