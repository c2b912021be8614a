import { emulatedHost } from "./hosts.js";
import type { RequestBody } from "./routes.js";

/** Graph takes four megabytes at most ("Microsoft Graph service-specific throttling limits", request size). */
const LARGEST_BODY = 4 * 1024 * 1024;

/** A site's package; the largest that the emulated host takes is a choice. */
const LARGEST_PACKAGE = 100 * 1024 * 1024;

const BINARY = ["application/zip", "application/octet-stream"];

/** No request of these services nests so deep; what does is meant to exhaust the stack of whoever walks through it. */
const DEEPEST_JSON = 60;

/**
 * Reads the body by its content type; what claims to be JSON and is not, or is deeper than any real request, stays text,
 * and `too-large` is what nobody should read. Rejects when the client goes away in the middle.
 */
export async function readBody(request: Request): Promise<RequestBody | "too-large"> {
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (BINARY.some((one) => type.startsWith(one)) && request.method !== "GET") return readBinary(request);
  const text = request.method === "GET" ? "" : await request.text();
  if (text === "") return { kind: "none" };
  if (text.length > LARGEST_BODY) return "too-large";
  if (type.startsWith("application/x-www-form-urlencoded")) return { kind: "form", value: new URLSearchParams(text) };
  if (!type.startsWith("application/json") || isTooDeep(text)) return { kind: "text", value: text };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    return { kind: "text", value: text };
  }
}

async function readBinary(request: Request): Promise<RequestBody | "too-large"> {
  const isPackage = emulatedHost(new URL(request.url).hostname)?.role === "publishing";
  const largest = isPackage ? LARGEST_PACKAGE : LARGEST_BODY;
  const value = new Uint8Array(await request.arrayBuffer());
  if (value.length > largest) return "too-large";
  return value.length === 0 ? { kind: "none" } : { kind: "binary", value };
}

function isTooDeep(json: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inText) {
      if (character === "\\") at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > DEEPEST_JSON) return true;
  }
  return false;
}
