// For the benches: the built command line as it is run by people, against a sandbox in a process of its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = path.join(root, "dist", "cli", "main.js");
const { NODE_EXTRA_CA_CERTS: _unset, ...rest } = process.env;
const env = Object.fromEntries(
  Object.entries(rest).filter(([name]) => !/^(AADC_|AZURE_|https?_proxy$|all_proxy$|NODE_OPTIONS$)/i.test(name)),
);

/** @typedef {{ url: string, method: string, start: number, end: number }} Exchange times in milliseconds */
/** @typedef {{ stdout: string, peakMiB: number, code: number | null }} Outcome `peakMiB`: the most memory that the process ever had */
/** @typedef {Outcome & { exchanges: readonly Exchange[] }} Traced */
/** @typedef {{ codes?: readonly number[], isTraced?: boolean }} How exit codes that are no failure (0 alone), and whether there is a trace */
/** @typedef {(argv: readonly string[], how?: How) => Promise<Traced>} SignedIn */

/**
 * A sandbox that is ended afterwards, and the command line signed in to it as its first application.
 * @param {string} folder @param {readonly string[]} options of `sandbox start` @param {(cli: SignedIn) => Promise<void>} work
 */
export async function withSandbox(folder, options, work) {
  const sandbox = spawn(process.execPath, [main, "sandbox", "start", "--sandbox-dir", folder, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  try {
    await once(sandbox.stdout, "data");
    const { clients } = JSON.parse(readFileSync(path.join(folder, "sandbox.json"), "utf8"));
    const signIn = ["--auth", "secret", "--client-id", clients[0].clientId, "--sandbox-dir", folder];
    await work(async (argv, { codes, isTraced = true } = {}) => {
      const trace = path.join(folder, "trace.jsonl");
      rmSync(trace, { force: true });
      const words = [...argv, ...(isTraced ? ["--trace", trace] : []), "-o", "json", ...signIn];
      const outcome = await cli(words, folder, clients[0].clientSecret, codes);
      return { ...outcome, exchanges: isTraced ? exchangesIn(trace) : [] };
    });
  } finally {
    sandbox.kill("SIGTERM");
    await once(sandbox, "exit");
  }
}

/** @param {string} trace @returns {readonly Exchange[]} in the order of their ends */
function exchangesIn(trace) {
  return readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .map(({ at, ms, url, method, status }) => ({
      url,
      method,
      status,
      start: Date.parse(at) - ms,
      end: Date.parse(at),
    }))
    .sort((one, other) => one.end - other.end);
}

/** In the process that is measured: the kernel's own mark, where it has one, since `maxRSS` begins with the parent's. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => {
    let kibibytes = process.resourceUsage().maxRSS;
    try { kibibytes = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]); } catch {}
    writeSync(3, String(kibibytes));
  });
`)}`;

/** @param {readonly string[]} argv @param {string} cwd @param {string} [secret] @param {readonly number[]} [codes] @returns {Promise<Outcome>} */
export async function cli(argv, cwd, secret, codes = [0]) {
  const child = spawn(process.execPath, ["--import", TELL_PEAK, main, ...argv], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: secret === undefined ? env : { ...env, AZURE_CLIENT_SECRET: secret },
    cwd,
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  let kibibytes = "";
  child.stdio[3]?.on("data", (chunk) => {
    kibibytes += chunk;
  });
  const [code] = await once(child, "close");
  if (!codes.includes(code)) throw new Error(`${argv.join(" ")} ended with ${code}: ${stderr}${stdout}`);
  return { stdout, code, peakMiB: Number(kibibytes) / 1024 };
}

/** @param {(folder: string) => Promise<void>} work */
export async function inFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
