// For the benches: how many requests of a run had to wait for one another, told by what stands in them: an address that
// holds an id or a page's mark of an earlier answer cannot be asked before that answer.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** @typedef {{ at: string, host: string, url: string, method: string, status: number, responseBody: unknown }} Recorded a line of requests.jsonl */
/** @typedef {{ start: number, end: number, body: string, depth: number, isSignIn: boolean, host: string }} Step times in milliseconds */

/** Times are whole milliseconds, and timers may be one early. */
const TOLERANCE_MS = 2;
/** What an address may have from an answer: whatever is long enough not to stand in two places by chance. */
const WORD = /[\w.@-]{8,}/gu;

/**
 * The longest chain of requests that depend on one another. Whatever the program brings with it (ids of roles and
 * applications) or was told at its start depends on nothing; services are asked with a token, and a second service's
 * token is asked for when the first sign-in stands.
 * @param {readonly Recorded[]} recorded @param {number} roundTripMs @param {string} folder the sandbox's @param {string} source the program's
 */
export function longestChain(recorded, roundTripMs, folder, source) {
  const brought = textsIn(source) + readFileSync(path.join(folder, "sandbox.json"), "utf8");
  /** @type {Step[]} */
  const steps = [];
  for (const { at, host, url, responseBody } of [...recorded].sort((one, other) => (one.at < other.at ? -1 : 1))) {
    const start = Date.parse(at);
    const before = steps.filter(({ end }) => end <= start + TOLERANCE_MS);
    const isSignIn = host.startsWith("login.");
    const signedIn = Math.max(0, ...before.filter((step) => step.isSignIn).map(({ depth }) => depth));
    const words = isSignIn ? [] : (decodeURIComponent(url).match(WORD) ?? []);
    const depths = [...new Set(words)]
      .filter((word) => !brought.includes(word))
      .map((word) => before.filter(({ body }) => body.includes(word)).map(({ depth }) => depth))
      .filter((found) => found.length > 0)
      .map((found) => Math.min(...found));
    const depth = 1 + Math.max(isSignIn ? signedIn : firstSignIn(steps, host, signedIn), ...depths);
    steps.push({ start, end: start + roundTripMs, body: JSON.stringify(responseBody ?? ""), depth, isSignIn, host });
  }
  return Math.max(0, ...steps.map(({ depth }) => depth));
}

/** Later requests of a service use the token of its first one. @param {readonly Step[]} steps @param {string} host @param {number} signedIn */
function firstSignIn(steps, host, signedIn) {
  const first = steps.find((step) => step.host === host);
  return first === undefined ? signedIn : first.depth - 1;
}

/** What it knows by itself; the emulated tenants stand beside it and are no part of it. @param {string} folder */
function textsIn(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|json)$/u.test(name) && !/^sandbox[\\/]/u.test(name))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("");
}
