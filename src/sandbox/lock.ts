// The exclusive lock on a sandbox's folder.
import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { SandboxError } from "./sandbox-error.js";
import { errorCode } from "./store/atomic-file.js";

const lockSchema = z.object({
  pid: z.int(),
  host: z.string(),
  startedAt: z.string(),
  instanceId: z.string().regex(/^[\w-]+$/u),
});

type LockContent = z.infer<typeof lockSchema>;

export interface FolderLock {
  readonly content: LockContent;
  release(): Promise<void>;
}

export interface LockOptions {
  readonly instanceId: string;
  readonly now: () => number;
  /** Does anybody answer as this instance? `silent` when something listens but says nothing in time. */
  readonly probe: (instanceId: string) => Promise<"answers" | "absent" | "silent">;
}

/** A holder that has just started may not answer yet. */
const STARTING_MS = 30_000;
const ATTEMPTS = 50;

/**
 * Takes `DIR/lock`, or throws a SandboxError `locked`. The lock of a process that is dead, or whose number has gone to
 * another program, is taken over.
 */
export async function lockFolder(dir: string, options: LockOptions): Promise<FolderLock> {
  const content: LockContent = {
    pid: process.pid,
    host: os.hostname(),
    startedAt: new Date(options.now()).toISOString(),
    instanceId: options.instanceId,
  };
  const file = path.join(dir, "lock");
  await seize(file, content, options);
  return { content, release: () => releaseOwn(file, content.instanceId) };
}

/**
 * Removing a dead holder's file must never remove the file of somebody who took over a moment earlier. So whoever
 * wants to remove the lock of holder X first holds the lock `lock.X`, which is seized in the same way, and looks
 * again: X is dead and cannot remove it itself, and nobody else may.
 */
async function seize(file: string, content: LockContent, options: LockOptions): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await createExclusively(file, content)) return;
    const holder = await readLockFile(file);
    if (holder === undefined) continue; // Released between the two looks.
    if (await isHeld(holder, options)) throw lockedBy(holder, path.dirname(file));
    const removal = `${file}.${holder.instanceId}`;
    await seize(removal, content, options);
    try {
      const current = await readLockFile(file);
      if (current?.instanceId === holder.instanceId) await rm(file, { force: true });
    } finally {
      await releaseOwn(removal, content.instanceId);
    }
  }
  throw new SandboxError("locked", `The lock ${file} changes hands all the time.`, "Try again in a moment.");
}

/** A hard link appears whole or not at all, and only if the name is free. */
async function createExclusively(file: string, content: LockContent): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.tmp`;
  const text = `${JSON.stringify(content)}\n`;
  await writeFile(draft, text, { flag: "wx", mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    if (!hasNoHardLinks(error)) throw error;
    return await createInPlace(file, text);
  } finally {
    await rm(draft, { force: true });
  }
}

function hasNoHardLinks(error: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EISDIR"].includes(errorCode(error) ?? "");
}

async function createInPlace(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function readLockFile(file: string, patience = 3): Promise<LockContent | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const parsed = lockSchema.safeParse(jsonOrUndefined(text));
  if (!parsed.success && patience > 0) {
    await delay(100); // Without hard links the name appears before the content.
    return await readLockFile(file, patience - 1);
  }
  // Not written by us, or torn by a full disk: nobody who runs holds it, so it counts as a dead holder's.
  return parsed.success ? parsed.data : { pid: 0, host: os.hostname(), startedAt: "", instanceId: "unreadable" };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function isHeld(holder: LockContent, options: LockOptions): Promise<boolean> {
  if (holder.host !== os.hostname()) return true; // Another machine's processes cannot be looked up.
  if (!(await isAlive(holder.pid))) return false;
  const age = options.now() - Date.parse(holder.startedAt);
  if (age >= 0 && age < STARTING_MS) return true;
  // The number is alive, but it may belong to another program by now. A sandbox that hangs still accepts connections.
  return (await options.probe(holder.instanceId)) !== "absent";
}

async function isAlive(pid: number): Promise<boolean> {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
  // Where nobody waits for it, as in many containers, a process that was killed stays as a zombie.
  const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(state);
}

async function releaseOwn(file: string, instanceId: string): Promise<void> {
  const current = await readLockFile(file);
  if (current?.instanceId === instanceId) await rm(file, { force: true });
}

function lockedBy(holder: LockContent, dir: string): SandboxError {
  const elsewhere = holder.host !== os.hostname();
  return new SandboxError(
    "locked",
    `The sandbox folder ${dir} is in use by process ${holder.pid} on ${holder.host} since ${holder.startedAt}.`,
    elsewhere
      ? `Stop it there, or, if that machine is gone, delete ${path.join(dir, "lock")}.`
      : `Use the running sandbox, stop it, or choose another folder with --sandbox-dir. If process ${holder.pid} is no sandbox, delete ${path.join(dir, "lock")}.`,
  );
}
