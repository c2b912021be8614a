// Azurite as a child process: tables and queues over HTTPS, with tokens as in Azure.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { makeCertificate } from "./certificate.mjs";

/** The account that every Azurite has. */
const ACCOUNT = "devstoreaccount1";
const START_MS = 30_000;

/**
 * @typedef {object} Azurite
 * @property {string} tables endpoint without a trailing slash
 * @property {string} queues
 * @property {string} caFile
 * @property {() => Promise<void>} stop
 */

/**
 * @param {{ folder: string, keep?: boolean, ports?: { table: number, queue: number } }} options `keep`: what is stored stays
 * in the folder
 * @returns {Promise<Azurite>}
 */
export async function startAzurite({ folder, keep = false, ports = { table: 0, queue: 0 } }) {
  const program = createRequire(import.meta.url).resolve("azurite/dist/src/azurite.js");
  const { certFile, keyFile } = makeCertificate(folder);
  const child = spawn(
    process.execPath,
    [
      program,
      ...["--disableTelemetry", "--silent", "--skipApiVersionCheck", "--oauth", "basic"],
      ...["--cert", certFile, "--key", keyFile],
      ...["--blobPort", "0", "--queuePort", String(ports.queue), "--tablePort", String(ports.table)],
      ...(keep ? ["--location", path.join(folder, "azurite")] : ["--inMemoryPersistence"]),
    ],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await gone;
  };
  try {
    const [queue, table] = await addresses(child);
    return { queues: `${queue}/${ACCOUNT}`, tables: `${table}/${ACCOUNT}`, caFile: certFile, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {import("node:child_process").ChildProcessByStdio<null, import("node:stream").Readable, null>} child
 * @returns {Promise<[string, string]>}
 */
function addresses(child) {
  return new Promise((resolve, reject) => {
    /** @type {Map<string, string>} */
    const found = new Map();
    const late = setTimeout(() => reject(new Error("Azurite did not start within 30 seconds.")), START_MS);
    child.once("exit", (code) => reject(new Error(`Azurite ended at its start, with code ${code}.`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, service, address] = /Azurite (\w+) service is successfully listening at (https:\S+)/.exec(line) ?? [];
      if (service !== undefined && address !== undefined) found.set(service, address);
      const [queue, table] = [found.get("Queue"), found.get("Table")];
      if (queue === undefined || table === undefined) return;
      clearTimeout(late);
      resolve([queue, table]);
    });
  });
}
