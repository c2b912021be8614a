// A receiver of alerts on this machine: each is printed once, and a repeat is told as what it is.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {{ kind: string, severity: string, tenantName: string, items: readonly { key: string, title: string, text: string }[] }} Alert
 */

/**
 * @param {{ certFile: string, keyFile: string, say: (line: string) => void }} options the certificate of this machine
 * @returns {Promise<{ environment: Record<string, string>, close: () => void }>} the app's settings for it
 */
export async function startAlertPrinter({ certFile, keyFile, say }) {
  /** @type {Set<string>} */
  const ids = new Set();
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    /** @type {Buffer[]} */
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      response.writeHead(202).end();
      const id = String(request.headers["webhook-id"]);
      if (ids.has(id)) return say(`ALERT ${id} again`);
      ids.add(id);
      const { data } = /** @type {{ data: Alert }} */ (JSON.parse(Buffer.concat(parts).toString("utf8")));
      say(`ALERT ${ids.size}: ${lineOf(data)} (${id})`);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver of alerts has no port.");
  server.unref();
  return {
    environment: {
      AADC_ALERT_WEBHOOK_URL: `https://127.0.0.1:${address.port}/`,
      AADC_ALERT_WEBHOOK_SECRET: randomBytes(32).toString("base64"),
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {Alert} alert with names from a tenant */
function lineOf({ kind, severity, tenantName, items }) {
  const told = items.map(({ key, title, text }) => `${key} ${title}: ${text}`).join(" | ");
  return stripVTControlCharacters(`${kind}, ${severity}, ${tenantName}: ${told}`).replace(/[\p{Cc}\p{Cf}]/gu, " ");
}
