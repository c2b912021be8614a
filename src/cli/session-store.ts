// The saved sign-ins of the state folder, loaded only where there are some, or where one is made.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SessionStore } from "../cloud/sign-in/saved-session.js";
import { harmlessSentence } from "../report/harmless.js";
import { messageOf } from "../shapes/errors.js";
import type { Context } from "./context.js";
import type { Settings } from "./settings.js";

/** Cheaper than to load the store, for everybody who never logs in. */
export function hasSavedSessions({ stateDir }: Settings): boolean {
  try {
    return readdirSync(join(stateDir, "sessions")).some((name) => name.endsWith(".json"));
  } catch {
    return false;
  }
}

export async function openSessionStore(
  settings: Settings,
  { world, redactor }: Context,
  signal: AbortSignal,
): Promise<SessionStore> {
  const [{ createSessionStore }, keyring] = await Promise.all([
    import("../cloud/sign-in/session-store.js"),
    world.openKeyring(signal),
  ]);
  return createSessionStore({
    stateDir: settings.stateDir,
    clock: world.clock,
    signal,
    uuid: world.uuid,
    redactor: await redactor(),
    keyring,
    onUnsaved: (error) =>
      world.stderr.write(`${harmlessSentence(`Note: renewed tokens could not be saved: ${messageOf(error)}`)}\n`),
  });
}
