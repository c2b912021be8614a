// Run as a process of its own, on the real keyring: saves a session, or fetches a token from it. Says on stdout what came
// of it. Arguments: the task, the state folder, where the keyring's library lies; the tokens come on stdin.
import { text } from "node:stream/consumers";
import { systemKeyring } from "../../src/cloud/sign-in/system-keyring.js";
import { systemClock } from "../../src/shapes/clock.js";
import { AadcError } from "../../src/shapes/errors.js";
import { ARM, GRAPH, msal, ScriptedLogin, SESSION, silently, storeIn } from "./saved-sign-in.js";

const [task = "", stateDir = "", library = ""] = process.argv.slice(2);
const signal = new AbortController().signal;
const keyring = systemKeyring({ clock: systemClock, signal, environment: process.env, library });
const store = storeIn(stateDir, { keyring });

async function result(): Promise<unknown> {
  if (task === "save") return { protection: await store.save(SESSION, await text(process.stdin)) };
  if (task === "remove") return { removed: await store.remove(SESSION) };
  const login = new ScriptedLogin("canary-b");
  const application = msal(login, store.pluginFor(SESSION));
  const tokens = [await silently(application, GRAPH), await silently(application, ARM)];
  return { tokens, protection: await store.protectionOf(SESSION) };
}

try {
  process.stdout.write(JSON.stringify(await result()));
} catch (error) {
  if (!(error instanceof AadcError)) throw error;
  process.stdout.write(JSON.stringify({ code: error.code, message: error.message }));
}
