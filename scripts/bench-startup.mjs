// Start-up as a multiple of what Node itself takes: `--help`, and the way from spawn to the first connection that a
// server accepts. Interleaved pairs, medians, NODE_EXTRA_CA_CERTS unset on both sides. Needs a build.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const PAIRS = Number(process.argv[2] ?? 40);
const BOUNDS = { help: 1.8, firstConnection: 5.5 };
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

// Only has to be readable: nothing is ever verified against it here.
const PEM = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";

const { NODE_EXTRA_CA_CERTS: _unset, ...rest } = process.env;
const env = Object.fromEntries(
  Object.entries(rest).filter(([name]) => !/^(AADC_|AZURE_|https?_proxy$|all_proxy$|NODE_OPTIONS$)/i.test(name)),
);
const folder = mkdtempSync(path.join(tmpdir(), "aadc-bench-"));

try {
  const help = await pairs(() => untilExit([main, "--help"]));
  const connection = await pairs(() => untilConnection());
  report("--help ÷ node -e 0", help, BOUNDS.help);
  report("first connection ÷ node -e 0", connection, BOUNDS.firstConnection);
  if (help.ratio > BOUNDS.help || connection.ratio > BOUNDS.firstConnection) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {() => Promise<number>} measure */
async function pairs(measure) {
  const own = [];
  const node = [];
  await measure();
  for (let pair = 0; pair < PAIRS; pair++) {
    own.push(await measure());
    node.push(await untilExit(["-e", "0"]));
  }
  const medians = { own: median(own), node: median(node) };
  return { ...medians, ratio: medians.own / medians.node };
}

/** @param {readonly string[]} args @returns {Promise<number>} milliseconds */
function untilExit(args) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { stdio: "ignore", env, cwd: folder });
    child.on("error", reject);
    child.on("exit", () => resolve(performance.now() - started));
  });
}

/** A sandbox's folder that leads to a listener which only takes the time of the first connection. */
function untilConnection() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      writeFileSync(path.join(folder, "ca.pem"), PEM);
      writeFileSync(
        path.join(folder, "sandbox.json"),
        JSON.stringify({
          port: address.port,
          pid: process.pid,
          caFile: path.join(folder, "ca.pem"),
          tenantId: "11111111-1111-1111-1111-111111111111",
          clients: [{ clientId: "22222222-2222-2222-2222-222222222222" }],
          hosts: { graph: "graph.microsoft.com" },
        }),
      );
      const started = performance.now();
      const child = spawn(process.execPath, [main, "verify-sync", "--sandbox-dir", folder], {
        stdio: "ignore",
        env,
        cwd: folder,
      });
      child.on("error", reject);
      server.once("connection", (socket) => {
        const ms = performance.now() - started;
        child.once("exit", () => server.close(() => resolve(ms)));
        child.kill("SIGKILL");
        socket.on("error", () => undefined);
        socket.destroy();
      });
    });
  });
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param {string} what @param {{own: number, node: number, ratio: number}} measured @param {number} bound */
function report(what, { own, node, ratio }, bound) {
  const verdict = ratio <= bound ? "within" : "ABOVE";
  console.log(
    `${what}: ${ratio.toFixed(2)} (${own.toFixed(1)} ms ÷ ${node.toFixed(1)} ms, median of ${PAIRS} pairs; ${verdict} the bound of ${bound})`,
  );
}
