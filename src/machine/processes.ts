// What can be known of another process by its number alone.
import { readFileSync, readlinkSync } from "node:fs";

/**
 * Whether a process of this machine has this number and runs. One that was killed may stay as a zombie, where nobody
 * waits for it, as in many containers: it is dead.
 */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be signalled; it is there all the same.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  const state = statOf(pid)?.[0];
  return state !== "Z" && state !== "X";
}

/**
 * Tells a process from another one that has its number later: when it was started, counted from which start of the
 * machine. Null where the system does not say so in a file, and for a process that is not there.
 * Source: proc_pid_stat(5), field 22; proc(5), /proc/sys/kernel/random/boot_id
 */
export function startOf(pid: number): string | null {
  const started = statOf(pid)?.[19];
  const boot = textOf("/proc/sys/kernel/random/boot_id")?.trim();
  return started === undefined || boot === undefined ? null : `${boot}/${started}`;
}

/**
 * Where this process's number counts: containers may share a host's name and a folder, but not the numbers. Null where
 * there is one count only.
 * Source: pid_namespaces(7)
 */
export function countOfProcesses(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

/** The fields from the third on: the second is the program's name, which may hold blanks and brackets. */
function statOf(pid: number): readonly string[] | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
