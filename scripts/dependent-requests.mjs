// For the benches: how many requests of a run had to wait for one another, told by what stands in them: an address that
// holds an id or a page's mark of an earlier answer cannot be asked before that answer.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** @typedef {import("./measured-cli.mjs").Exchange} Exchange */
/** @typedef {{ host: string, url: string, method: string, status: number, responseBody: unknown }} Recorded */
/** @typedef {{ exchange: Exchange, body: string, depth: number, isSignIn: boolean, host: string }} Step */

/** What an address may have from an answer: whatever is long enough not to stand in two places by chance. */
const WORD = /[\w.@-]{8,}/gu;

/**
 * The longest chain of requests that depend on one another. Whatever the program brings with it (ids of roles and
 * applications) or was told at its start depends on nothing; services are asked with a token, and a second service's
 * token is asked for when the first sign-in stands.
 * @param {readonly Exchange[]} exchanges @param {readonly Recorded[]} recorded @param {string} folder the sandbox's
 * @param {string} dist the program
 */
export function longestChain(exchanges, recorded, folder, dist) {
  const brought = textsIn(dist) + readFileSync(path.join(folder, "sandbox.json"), "utf8");
  const bodies = bodiesOf(recorded);
  /** @type {Step[]} */
  const steps = [];
  for (const exchange of [...exchanges].sort((one, other) => one.start - other.start)) {
    const url = new URL(exchange.url);
    const before = steps.filter(({ exchange: { end } }) => end <= exchange.start);
    const isSignIn = url.hostname.startsWith("login.");
    const signedIn = Math.max(0, ...before.filter((step) => step.isSignIn).map(({ depth }) => depth));
    const words = isSignIn ? [] : (decodeURIComponent(url.pathname + url.search).match(WORD) ?? []);
    const depths = [...new Set(words)]
      .filter((word) => !brought.includes(word))
      .map((word) => before.filter(({ body }) => body.includes(word)).map(({ depth }) => depth))
      .filter((found) => found.length > 0)
      .map((found) => Math.min(...found));
    const depth = 1 + Math.max(isSignIn ? signedIn : firstSignIn(steps, url.hostname, signedIn), ...depths);
    const body = bodies.get(keyOf(exchange.method, url.hostname, url.pathname + url.search))?.shift() ?? "";
    steps.push({ exchange, body, depth, isSignIn, host: url.hostname });
  }
  return Math.max(0, ...steps.map(({ depth }) => depth));
}

/** Later requests of a service use the token of its first one. @param {readonly Step[]} steps @param {string} host @param {number} signedIn */
function firstSignIn(steps, host, signedIn) {
  const first = steps.find((step) => step.host === host);
  return first === undefined ? signedIn : first.depth - 1;
}

/** @param {readonly Recorded[]} recorded */
function bodiesOf(recorded) {
  /** @type {Map<string, string[]>} */
  const bodies = new Map();
  for (const { method, host, url, responseBody } of recorded) {
    const key = keyOf(method, host, url);
    bodies.set(key, [...(bodies.get(key) ?? []), JSON.stringify(responseBody ?? "")]);
  }
  return bodies;
}

/** @param {string} method @param {string} host @param {string} url */
function keyOf(method, host, url) {
  return `${method} ${host}${url}`;
}

/** @param {string} folder */
function textsIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("");
}
