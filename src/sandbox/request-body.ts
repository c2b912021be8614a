import type { RequestBody } from "./routes.js";

/** Reads the body by its content type; what claims to be JSON and is not stays text. */
export async function readBody(request: Request): Promise<RequestBody> {
  const text = request.method === "GET" ? "" : await request.text();
  if (text === "") return { kind: "none" };
  const type = (request.headers.get("content-type") ?? "").toLowerCase();
  if (type.startsWith("application/x-www-form-urlencoded")) return { kind: "form", value: new URLSearchParams(text) };
  if (!type.startsWith("application/json")) return { kind: "text", value: text };
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch {
    return { kind: "text", value: text };
  }
}
