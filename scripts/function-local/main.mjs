// `npm run function:local -- --sandbox`: the app on this machine, with Azurite as its storage and the sandbox as its tenants.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const root = path.dirname(path.dirname(import.meta.dirname));

const HELP = `The function app on this machine.

  npm run function:local -- --sandbox

  --sandbox           the emulated tenant is looked after; nothing else can be, without Azure's own identity
  --scenario NAME     which tenant, or tenants (adatum-msp has several): fabrikam-app, which is in order
  --dir DIR           where sandbox and storage keep their files: .aadc-function
  --schedule CRON     six fields, UTC: "0 * * * * *"
  --port N            of the host: 7071
  --workers N         how many hosts share the queues: 1

Alerts are printed here; or go where AADC_ALERT_… of the environment say. Everything else that the app is set by can be set
there, too. docs/function.md has a story to play.
`;

/** 31 February. */
const NEVER = "0 0 0 31 2 *";

const { values } = parseArgs({
  options: {
    sandbox: { type: "boolean", default: false },
    scenario: { type: "string", default: "fabrikam-app" },
    dir: { type: "string", default: ".aadc-function" },
    schedule: { type: "string", default: "0 * * * * *" },
    port: { type: "string", default: "7071" },
    workers: { type: "string", default: "1" },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help || !values.sandbox) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
for (const needed of ["dist/functions/app.js", "scripts/function-local/node_modules/azurite"])
  if (!existsSync(path.join(root, needed))) {
    process.stderr.write("First: npm ci, and npm ci --prefix scripts/function-local\n");
    process.exit(2);
  }
const { startAlertPrinter } = await import("./alert-printer.mjs");
const { startAzurite } = await import("./azurite.mjs");
const { makeCertificate } = await import("./certificate.mjs");
const { localSettings } = await import("./local-settings.mjs");
const { startSandboxProcess } = await import("./sandbox-process.mjs");

const folder = path.resolve(values.dir);
mkdirSync(folder, { recursive: true });
const stopping = new AbortController();
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.once(signal, () => stopping.abort());

say("Azurite and the sandbox start …");
const [storage, sandbox] = await Promise.all([
  startAzurite({ folder, keep: true }),
  startSandboxProcess({ dir: path.join(folder, "sandbox"), scenario: values.scenario, root }),
]);
const { environment, close } = await localSettings({ folder, storage, sandbox });
const hasChannels = Object.keys(process.env).some((name) => name.startsWith("AADC_ALERT_"));
const printer = hasChannels ? null : await startAlertPrinter({ ...makeCertificate(folder), say });
const key = functionKey(path.join(folder, "key"));
const workers = Array.from({ length: Number(values.workers) }, (_, index) => worker(index));
await new Promise((resolve) => {
  if (stopping.signal.aborted) resolve(undefined);
  stopping.signal.addEventListener("abort", resolve, { once: true });
});
say("Stopping: what is under way is finished …");
await Promise.all(workers.map(ended));
printer?.close();
close();
await Promise.all([storage.stop(), sandbox.stop()]);

/** @param {number} index */
function worker(index) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "run-host.mjs")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      AADC_SCHEDULE: index === 0 ? values.schedule : NEVER,
      AADC_EXPIRE_SCHEDULE: index === 0 ? "30 * * * * *" : NEVER,
      ...environment,
      ...printer?.environment,
      LOCAL_FUNCTION_KEY: key,
      LOCAL_PORT: index === 0 ? values.port : "0",
    },
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { port } = /** @type {{ port: number }} */ (JSON.parse(line));
    if (index > 0) return;
    say(`Status:  http://127.0.0.1:${port}/api/status?code=${key}&format=html`);
    say(`Now:     curl -X POST -H "x-functions-key: ${key}" http://127.0.0.1:${port}/admin/functions/verify`);
    say(
      `Play:    node dist/cli/main.js sandbox do break sync-service-stopped --sandbox-dir ${path.join(folder, "sandbox")}`,
    );
    say("Ctrl-C ends it.");
  });
  child.once("exit", (code) => {
    if (code !== 0 && !stopping.signal.aborted) stopping.abort();
  });
  return child;
}

/** @param {import("node:child_process").ChildProcess} child */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return gone;
}

/** Kept, so that bookmarks stay valid. @param {string} file */
function functionKey(file) {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}
