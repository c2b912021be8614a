// Run as a process of its own: fetches tokens for resources of its own from a saved session, each in a new memory.
// Arguments: state folder, its name, how many.
import { msal, noKeyring, ScriptedLogin, SESSION, silently, storeIn } from "./saved-sign-in.js";

const [stateDir = "", name = "", times = ""] = process.argv.slice(2);

for (let time = 0; time < Number(times); time += 1) {
  const login = new ScriptedLogin(`${name}${time}-`);
  const store = storeIn(stateDir, { keyring: noKeyring() });
  const resource = `https://${name}-${time}.example/.default`;
  process.stdout.write(`${await silently(msal(login, store.pluginFor(SESSION)), resource)}\n`);
}
