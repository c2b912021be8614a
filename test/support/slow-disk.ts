// Loaded into a process before anything else: a disk on which a write takes a while, half of it before the rest, and so
// does a new name, so that a kill falls into the middle. Larger writes only: the rest is not worth waiting for.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { writeSync, writeFileSync, renameSync } = fs;
const LARGE = 1_000;
const PAUSE_MS = 25;

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

function inHalves(handle: number, bytes: Uint8Array): number {
  const half = Math.floor(bytes.length / 2);
  pause();
  let done = writeSync(handle, bytes, 0, half);
  pause();
  done += writeSync(handle, bytes, half);
  pause();
  return done;
}

function slowWrite(handle: number, data: Uint8Array | string, ...rest: readonly unknown[]): number {
  const [offset] = rest;
  const bytes = typeof data === "string" ? Buffer.from(data) : data.subarray(typeof offset === "number" ? offset : 0);
  return bytes.length < LARGE ? writeSync(handle, bytes) : inHalves(handle, bytes);
}

function slowWriteFile(file: string, data: Uint8Array | string, options?: fs.WriteFileOptions): void {
  const bytes = Buffer.from(data);
  if (bytes.length < LARGE) {
    writeFileSync(file, data, options);
    return;
  }
  const handle = fs.openSync(file, "w", 0o600);
  inHalves(handle, bytes);
  fs.closeSync(handle);
}

Object.assign(fs, {
  writeSync: slowWrite,
  writeFileSync: slowWriteFile,
  renameSync(from: string, to: string) {
    pause();
    renameSync(from, to);
    pause();
  },
});
syncBuiltinESMExports();
