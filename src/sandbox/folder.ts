// The sandbox's folder as a whole.
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { SandboxError } from "./sandbox-error.js";
import { errorCode } from "./store/atomic-file.js";

/** `DIR/state` is where a client of this sandbox keeps its journals and tokens: they speak of a tenant that is gone. */
export async function emptyStateFolder(dir: string): Promise<void> {
  const state = path.join(dir, "state");
  let names: string[];
  try {
    names = await readdir(state);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw error;
  }
  for (const name of names) await rm(path.join(state, name), { recursive: true, force: true });
}

export async function makeUsable(dir: string, make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SandboxError(
      "failed",
      `The folder ${dir} cannot be used: ${why}`,
      "Name another folder with --sandbox-dir.",
      { cause: error },
    );
  }
}

/**
 * Makes a folder and those above it, for its owner only. Step by step, since Node's recursive form never ends where the
 * system says of a folder that is there that it is not, as below /proc.
 */
export async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { mode: 0o700 });
  } catch (error) {
    const code = errorCode(error);
    if (code === "EEXIST") return;
    const above = path.dirname(dir);
    if (code !== "ENOENT" || above === dir) throw error;
    await makeFolder(above);
    await mkdir(dir, { mode: 0o700 });
  }
}
