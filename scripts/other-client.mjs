// A client of the emulated tenant that shares nothing with the product: plain fetch, a token of its own, and an undici
// Agent that connects to 127.0.0.1 under the real host names. What it reads is the proof that something happened.
import { readFileSync } from "node:fs";
import path from "node:path";
import { Agent, buildConnector, fetch } from "undici";

/** @typedef {{ get(url: string): Promise<any>, status(url: string): Promise<number>, stop(): Promise<void> }} OtherClient */

/**
 * @param {string} folder of the sandbox
 * @returns {Promise<OtherClient>} signed in as the sandbox's first user, by device code
 */
export async function otherClient(folder) {
  const { port, caFile, tenantId, clients } = JSON.parse(readFileSync(path.join(folder, "sandbox.json"), "utf8"));
  const connect = buildConnector({ ca: readFileSync(caFile) });
  const dispatcher = new Agent({
    connect: (target, callback) =>
      connect({ ...target, servername: target.servername ?? target.hostname, hostname: "127.0.0.1", port }, callback),
  });

  /** @param {string} endpoint @param {Record<string, string>} form @returns {Promise<any>} */
  const login = async (endpoint, form) => {
    const response = await fetch(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/${endpoint}`, {
      method: "POST",
      body: new URLSearchParams({ client_id: clients[0].clientId, ...form }),
      dispatcher,
    });
    return response.json();
  };

  /** @type {Map<string, string>} */
  const tokens = new Map();
  /** @param {string} origin */
  const tokenFor = async (origin) => {
    const known = tokens.get(origin);
    if (known !== undefined) return known;
    const { device_code } = await login("devicecode", { scope: `${origin}/.default` });
    const grant = "urn:ietf:params:oauth:grant-type:device_code";
    const { access_token } = await login("token", { grant_type: grant, device_code });
    tokens.set(origin, access_token);
    return access_token;
  };

  /** Asks again where the service says that it was too early. @param {string} url */
  const ask = async (url) => {
    const authorization = `Bearer ${await tokenFor(new URL(url).origin)}`;
    for (;;) {
      const response = await fetch(url, { headers: { authorization }, dispatcher });
      if (response.status !== 429) return response;
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
  };

  return {
    async get(url) {
      const response = await ask(url);
      if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
      return response.json();
    },
    status: async (url) => (await ask(url)).status,
    async stop() {
      await fetch("https://graph.microsoft.com/$sandbox/stop", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
        dispatcher,
      });
      await dispatcher.destroy();
    },
  };
}
