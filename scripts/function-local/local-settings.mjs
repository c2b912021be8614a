// The app's settings on this machine: those of Azure, with other addresses.
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import path from "node:path";
import { makeStorage } from "./storage.mjs";
import { openWay } from "./way-to-sandbox.mjs";

/**
 * @param {{ folder: string, storage: import("./azurite.mjs").Azurite, sandbox: { info: import("./sandbox-process.mjs").SandboxInfo } }} parts
 * @returns {Promise<{ environment: Record<string, string>, put: (queue: string, text: string) => Promise<void>, close: () => void }>}
 * `put`: as somebody else who may write to the queues
 */
export async function localSettings({ folder, storage, sandbox: { info } }) {
  const way = await openWay(info);
  const caFile = path.join(folder, "trusted.pem");
  const trusted = [info.caFile, storage.caFile].map((file) => readFileSync(file, "utf8")).join("\n");
  writeFileSync(caFile, trusted);
  const identity = `http://127.0.0.1:${way.port}${info.managedIdentity.endpoint}`;
  const token = await tokenFrom(identity, info.managedIdentity.header);
  await makeStorage(storage, token, (url, init) => sent(url, init, trusted));
  return {
    environment: {
      AADC_TABLES: storage.tables,
      AzureWebJobsStorage__queueServiceUri: storage.queues,
      AZURE_TENANT_ID: info.tenantId,
      IDENTITY_ENDPOINT: identity,
      IDENTITY_HEADER: info.managedIdentity.header,
      AADC_CA_FILE: caFile,
      // The host's own requests to the queues.
      NODE_EXTRA_CA_CERTS: storage.caFile,
      HTTPS_PROXY: `http://127.0.0.1:${way.port}`,
      NO_PROXY: "127.0.0.1,localhost",
    },
    put: async (queue, text) => {
      const message = `<QueueMessage><MessageText>${Buffer.from(text, "utf8").toString("base64")}</MessageText></QueueMessage>`;
      const headers = {
        authorization: `Bearer ${token}`,
        "x-ms-version": "2021-12-02",
        "content-type": "application/xml",
      };
      const url = `${storage.queues}/${queue}/messages`;
      const { status } = await sent(url, { method: "POST", headers, body: message }, trusted);
      if (status !== 201) throw new Error(`The queue answered ${status}.`);
    },
    close: way.close,
  };
}

/**
 * @param {string} endpoint
 * @param {string} header
 */
async function tokenFrom(endpoint, header) {
  const resource = encodeURIComponent("https://storage.azure.com");
  const answer = await fetch(`${endpoint}?api-version=2019-08-01&resource=${resource}`, {
    headers: { "x-identity-header": header },
  });
  const body = /** @type {{ access_token?: string }} */ (await answer.json());
  if (body.access_token === undefined) throw new Error(`The sandbox gives no token: ${JSON.stringify(body)}`);
  return body.access_token;
}

/**
 * @param {string} url
 * @param {{ method: string, headers: Record<string, string>, body?: string }} init
 * @param {string} ca
 * @returns {Promise<{ status: number }>}
 */
function sent(url, { method, headers, body }, ca) {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method, headers: { ...headers, "content-length": String(body?.length ?? 0) }, ca },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve({ status: answer.statusCode ?? 0 }));
      },
    );
    asked.once("error", reject);
    asked.end(body);
  });
}
