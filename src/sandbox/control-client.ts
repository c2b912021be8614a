// Talking to a running sandbox over HTTPS, by what its sandbox.json says.
import { readFile } from "node:fs/promises";
import https from "node:https";
import * as z from "zod";
import { SandboxError } from "./sandbox-error.js";
import { readSandboxInfo, type SandboxInfo } from "./sandbox-info.js";
import { errorCode } from "./store/atomic-file.js";

const START_REMEDY = "Start it: aadc-cloud sandbox start.";
const PROBE_MS = 1500;
const CALL_MS = 60_000;

const statusSchema = z.looseObject({ running: z.literal(true), instanceId: z.string() });
const refusalSchema = z.object({
  error: z.object({
    code: z.enum(["not-running", "locked", "corrupt", "usage", "failed"]),
    message: z.string(),
    remedy: z.string(),
  }),
});

export type JsonObject = Readonly<Record<string, unknown>>;

/** What the sandbox of this folder says of itself, or `undefined` when none answers. */
export async function runningStatus(dir: string): Promise<{ info: SandboxInfo; status: JsonObject } | undefined> {
  const info = await readSandboxInfo(dir);
  if (info === undefined) return undefined;
  try {
    const { body } = await callSandbox(info, "GET", "/$sandbox/status", undefined, PROBE_MS);
    const parsed = statusSchema.safeParse(body);
    return parsed.success && parsed.data.instanceId === info.instanceId ? { info, status: parsed.data } : undefined;
  } catch (error) {
    if (error instanceof SandboxError && error.code === "not-running") return undefined;
    throw error;
  }
}

/** For the lock: is the sandbox that wrote this lock still there? */
export async function probeInstance(dir: string, instanceId: string): Promise<"answers" | "absent" | "silent"> {
  let info: SandboxInfo | undefined;
  try {
    info = await readSandboxInfo(dir);
  } catch {
    return "silent"; // Its port cannot be known, so it cannot be ruled out.
  }
  if (info?.instanceId !== instanceId) return "absent";
  try {
    const { body } = await callSandbox(info, "GET", "/$sandbox/status", undefined, PROBE_MS);
    const parsed = statusSchema.safeParse(body);
    return parsed.success && parsed.data.instanceId === instanceId ? "answers" : "absent";
  } catch (error) {
    return error instanceof SandboxError && errorCode(error.cause) === "ECONNREFUSED" ? "absent" : "silent";
  }
}

/** Sends a control request; a refusal of the sandbox comes back as the SandboxError that it was there. */
export async function control(info: SandboxInfo, path: string, body: unknown): Promise<JsonObject> {
  const answer = await callSandbox(info, "POST", path, body, CALL_MS);
  const refusal = refusalSchema.safeParse(answer.body);
  if (refusal.success) {
    const { code, message, remedy } = refusal.data.error;
    throw new SandboxError(code, message, remedy);
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(answer.body);
  if (answer.status === 200 && parsed.success) return parsed.data;
  throw new SandboxError(
    "failed",
    `The sandbox answered ${path} with status ${answer.status}.`,
    "Its own log says why.",
  );
}

export function notRunning(dir: string): SandboxError {
  return new SandboxError("not-running", `No sandbox runs on the folder ${dir}.`, START_REMEDY);
}

interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

async function callSandbox(
  info: SandboxInfo,
  method: "GET" | "POST",
  path: string,
  body: unknown,
  timeoutMs: number,
): Promise<ControlAnswer> {
  // Without the file the server's certificate is not trusted, and the request fails by itself.
  const ca = await readFile(info.caFile, "utf8").catch(() => undefined);
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: "127.0.0.1",
        servername: "localhost",
        port: info.port,
        method,
        path,
        ca,
        agent: false,
        headers: { host: "localhost", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: jsonOrUndefined(Buffer.concat(chunks).toString("utf8")) });
        });
      },
    );
    const deadline = setTimeout(() => {
      request.destroy(
        new SandboxError(
          "failed",
          `The sandbox on port ${info.port} does not answer.`,
          `Stop process ${info.pid} and start it anew.`,
        ),
      );
    }, timeoutMs);
    request.on("close", () => {
      clearTimeout(deadline);
    });
    request.on("error", (error) => {
      reject(error instanceof SandboxError ? error : unreachable(info, error));
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function unreachable(info: SandboxInfo, cause: unknown): SandboxError {
  const why = errorCode(cause) ?? "no connection";
  return new SandboxError("not-running", `No sandbox answers on port ${info.port} (${why}).`, START_REMEDY, { cause });
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
