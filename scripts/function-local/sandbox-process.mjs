// The sandbox as a child process, by the command line that everybody has.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

/**
 * @typedef {object} SandboxInfo
 * @property {number} port
 * @property {string} caFile
 * @property {string} tenantId
 * @property {{ endpoint: string, header: string }} managedIdentity
 * @property {readonly { clientId: string, clientSecret: string, name: string }[]} clients
 */

/**
 * @param {{ dir: string, scenario: string, root: string, more?: readonly string[] }} options `more`: of the command line
 * @returns {Promise<{ info: SandboxInfo, stop: () => Promise<void> }>}
 */
export async function startSandboxProcess({ dir, scenario, root, more = [] }) {
  const child = spawn(
    process.execPath,
    [path.join(root, "dist/cli/main.js"), "sandbox", "start", "--sandbox-dir", dir, "--scenario", scenario, ...more],
    // Ctrl-C is for the one that has started it.
    { stdio: ["ignore", "pipe", "inherit"], detached: true },
  );
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The sandbox ended at its start, with code ${code}.`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  const info = /** @type {SandboxInfo} */ (JSON.parse(readFileSync(path.join(dir, "sandbox.json"), "utf8")));
  return {
    info,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await gone;
    },
  };
}
