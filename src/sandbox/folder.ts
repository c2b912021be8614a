// The sandbox's folder as a whole.
import { readdir, rm } from "node:fs/promises";
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
