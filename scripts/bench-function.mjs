// `npm run bench:function`: how large the function app is, how fast it loads, and what one look at one tenant costs: requests
// to Microsoft, operations on the storage, bytes that are kept. Counted on the built app, with Azurite and the sandbox.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root } from "./bundle.mjs";
import { startAzurite } from "./function-local/azurite.mjs";
import { loadApp } from "./function-local/load-app.mjs";
import { localSettings } from "./function-local/local-settings.mjs";
import { startSandboxProcess } from "./function-local/sandbox-process.mjs";

const PAIRS = 31;
const LOOKS = 5;
const folder = mkdtempSync(path.join(tmpdir(), "aadc-bench-function-"));

execFileSync(process.execPath, [path.join(root, "scripts/package-function.mjs")], { stdio: "ignore" });
const zip = statSync(path.join(root, "dist/aadc-cloud-function.zip")).size;
console.log(`the ZIP: ${(zip / 1e6).toFixed(2)} MB (bound: 10)`);
loading();
await counting();
rmSync(folder, { recursive: true, force: true });
process.exit(0);

/** As the host loads it, with a core module that does nothing; each time beside a Node that does nothing. */
function loading() {
  const app = path.join(folder, "app");
  cpSync(path.join(root, "dist-function"), app, { recursive: true });
  const core = path.join(folder, "node_modules/@azure/functions-core");
  mkdirSync(core, { recursive: true });
  writeFileSync(path.join(core, "package.json"), '{"name":"@azure/functions-core","main":"index.js"}');
  writeFileSync(
    path.join(core, "index.js"),
    "module.exports={version:'1',hostVersion:'4',setProgrammingModel(){},registerFunction(){},registerHook(){return{dispose(){}}},Disposable:class{dispose(){}}};",
  );
  /** @type {number[]} */
  const nothing = [];
  /** @type {number[]} */
  const loaded = [];
  for (let pair = 0; pair < PAIRS; pair += 1)
    for (const [times, argv] of /** @type {const} */ ([
      [nothing, ["-e", "0"]],
      [loaded, [path.join(app, "app.js")]],
    ])) {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [...argv], { env: { PATH: process.env["PATH"] } });
      if (status !== 0) throw new Error(String(stderr));
      times.push(performance.now() - began);
    }
  const [a, b] = [median(nothing), median(loaded)];
  console.log(
    `loading all handlers: ${b.toFixed(0)} ms, ${(b / a).toFixed(2)} × node -e 0 (bound: 6; median of ${PAIRS})`,
  );
}

async function counting() {
  const [storage, sandbox] = await Promise.all([
    startAzurite({ folder }),
    startSandboxProcess({ dir: path.join(folder, "sandbox"), scenario: "fabrikam-app", root }),
  ]);
  const { environment, close } = await localSettings({ folder, storage, sandbox });
  Object.assign(process.env, environment);
  const registered = await loadApp(path.join(root, "dist-function/app.js"));
  const quiet = { log() {}, warn() {}, error() {} };
  /** @param {string} name */
  const call = (name) => (/** @type {unknown} */ input) =>
    registered.find((one) => one.name === name)?.handler(input, quiet);
  const { fetch } = globalThis;
  /** @type {{ url: string, method: string, bytes: number }[]} */
  let sent = [];
  globalThis.fetch = (url, init) => {
    sent.push({ url: String(url), method: init?.method ?? "GET", bytes: String(init?.body ?? "").length });
    return fetch(url, init);
  };
  for (const [timer, worker] of [
    ["verify", "verify-tenant"],
    ["expire", "expire-tenant"],
  ]) {
    /** @type {(typeof sent)[]} */
    const looks = [];
    /** @type {number[]} */
    const times = [];
    for (let look = 0; look < LOOKS; look += 1) {
      const [message] = /** @type {string[]} */ (await call(timer ?? "")({ isPastDue: false }));
      sent = [];
      const began = performance.now();
      await call(worker ?? "")(JSON.parse(message ?? ""));
      times.push(performance.now() - began);
      looks.push(sent);
    }
    // The first one makes what the later ones find.
    report(worker ?? "", looks.at(-1) ?? [], storage.tables, median(times));
  }
  globalThis.fetch = fetch;
  close();
  await Promise.all([storage.stop(), sandbox.stop()]);
}

/**
 * @param {string} name
 * @param {readonly { url: string, method: string, bytes: number }[]} sent
 * @param {string} tables
 * @param {number} ms
 */
function report(name, sent, tables, ms) {
  const at = (/** @type {(host: string) => boolean} */ is) => sent.filter(({ url }) => is(new URL(url).host)).length;
  const own = sent.filter(({ url }) => url.startsWith(tables));
  const reads = own.filter(({ method }) => method === "GET").length;
  const written = own.filter(({ method }) => method !== "GET");
  console.log(`${name}, one tenant, nothing new, in ${(ms / 1000).toFixed(1)} s:`);
  console.log(`  Microsoft Graph: ${at((host) => host.startsWith("graph"))} requests`);
  console.log(`  Connect Health:  ${at((host) => host.startsWith("management"))} requests`);
  console.log(`  sign-in:         ${at((host) => host.startsWith("login"))} requests`);
  console.log(`  tables:          ${reads} reads, ${written.length} writes, ${sum(written)} bytes written`);
  console.log("  queue:           3 operations (put, get, delete), besides the host's polling");
}

/** @param {readonly { bytes: number }[]} list */
function sum(list) {
  return list.reduce((total, { bytes }) => total + bytes, 0);
}

/** @param {readonly number[]} list */
function median(list) {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? 0;
}
