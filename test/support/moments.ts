// Loaded into a process before anything else: counts the moments at which it touches the tenant or its own files, and lets
// the process die by SIGKILL at one of them. Requests are told by Node's diagnostics channels, files by patched calls.
import { subscribe } from "node:diagnostics_channel";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";

export interface Moment {
  /** What is about to be done, or, for an answer, what has come back; files below the folder, by their names. */
  readonly what: string;
  readonly kind: "request" | "answer" | "write" | "half-written" | "sync" | "file";
}

export interface Watched {
  /** Only files in here count. */
  readonly folder: string;
  /** The moment at which the process dies, counted from 1 without the syncs; null: none. */
  readonly dieAt: number | null;
}

const original = { ...fs };
const seen: Moment[] = [];
let counted = 0;
const names = new Map<number, string>();
let watched: Watched | undefined;

export function watchMoments(what: Watched): void {
  watched = what;
}

export function momentsSeen(): readonly Moment[] {
  return seen;
}

/** The death of this very process is there before the next line is run. */
function moment(kind: Moment["kind"], what: string, first: () => void = () => undefined): void {
  if (watched === undefined) return;
  seen.push({ kind, what });
  // Who dies instead of syncing leaves what he leaves at the next moment: only a machine that dies knows the difference.
  if (kind === "sync") return;
  counted += 1;
  if (counted !== watched.dieAt) return;
  first();
  original.writeSync(2, `\nkilled at ${counted}: ${kind} ${what}\n`);
  process.kill(process.pid, "SIGKILL");
}

interface Sent {
  readonly request: { readonly method: string; readonly origin: string | URL; readonly path: string };
}

function named({ request }: Sent): string {
  const url = new URL(request.path, request.origin);
  return `${request.method} ${url.hostname}${decodeURIComponent(url.pathname)}`;
}

subscribe("undici:request:create", (message) => moment("request", named(message as Sent)));
subscribe("undici:request:headers", (message) => moment("answer", named(message as Sent)));

/** Undefined: none of the files that count. */
function nameOf(file: unknown): string | undefined {
  if (watched === undefined || typeof file !== "string") return undefined;
  const name = path.relative(watched.folder, path.resolve(file));
  return name.startsWith("..") || path.isAbsolute(name) ? undefined : name === "" ? "." : name;
}

function openSync(file: fs.PathLike, flags: fs.OpenMode = "r", mode?: fs.Mode): number {
  const name = nameOf(file);
  const opens = flags !== "r" && typeof flags === "string";
  if (name !== undefined && opens) moment("file", `open ${name} ${flags}`);
  const handle = original.openSync(file, flags, mode);
  if (name === undefined) names.delete(handle);
  else names.set(handle, name);
  return handle;
}

function writeSync(handle: number, data: Uint8Array | string, ...rest: readonly unknown[]): number {
  const name = names.get(handle);
  const [offset, length, place] = rest;
  const position = typeof data !== "string" && typeof place === "number" ? place : null;
  const bytes =
    typeof data === "string"
      ? Buffer.from(data)
      : Buffer.from(data).subarray(
          typeof offset === "number" ? offset : 0,
          typeof offset === "number" && typeof length === "number" ? offset + length : undefined,
        );
  if (name !== undefined) {
    moment("write", `${name} ${entryOf(bytes)}`);
    moment("half-written", `${name} ${entryOf(bytes)}`, () => {
      original.writeSync(handle, bytes, 0, Math.floor(bytes.length / 2), position);
    });
  }
  return original.writeSync(handle, bytes, 0, bytes.length, position);
}

/** Which entry of a journal it is; nothing of other files is told. */
function entryOf(bytes: Buffer): string {
  return /"entry":"([a-z]+)"/.exec(bytes.toString())?.[1] ?? "";
}

function fsyncSync(handle: number): void {
  const name = names.get(handle);
  if (name !== undefined) moment("sync", name);
  original.fsyncSync(handle);
}

function ftruncateSync(handle: number, length?: number | null): void {
  const name = names.get(handle);
  if (name !== undefined) moment("file", `truncate ${name}`);
  original.ftruncateSync(handle, length ?? 0);
}

function watchedCall<A extends readonly unknown[], R>(verb: string, call: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    const name = args.map(nameOf).findLast((one) => one !== undefined);
    if (name !== undefined) moment("file", `${verb} ${name}`);
    return call(...args);
  };
}

Object.assign(fs, {
  openSync,
  writeSync,
  fsyncSync,
  ftruncateSync,
  linkSync: watchedCall("link", original.linkSync),
  renameSync: watchedCall("rename", original.renameSync),
  unlinkSync: watchedCall("unlink", original.unlinkSync),
  mkdirSync: watchedCall("mkdir", original.mkdirSync),
  chmodSync: watchedCall("chmod", original.chmodSync),
  writeFileSync: watchedCall("write", original.writeFileSync),
  appendFileSync: watchedCall("append", original.appendFileSync),
});
syncBuiltinESMExports();
