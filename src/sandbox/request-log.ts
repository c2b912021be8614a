import { closeSync, openSync, writeSync } from "node:fs";
import { redactForm, redactJson, redactText, redactUrl } from "./redact.js";
import type { Answer, Call, RequestBody } from "./routes.js";

/** `requests.jsonl`: one line per exchange, secrets replaced, no headers. */
export interface RequestLog {
  /** `at` is wall time in milliseconds. The line is on its way to the disk when this returns. */
  record(at: number, host: string, call: Call, answer: Answer): void;
  close(): void;
}

export function openRequestLog(file: string): RequestLog {
  const descriptor = openSync(file, "a", 0o600);
  let isOpen = true;
  return {
    record(at, host, call, answer) {
      if (!isOpen) return; // An exchange that was cut off at the end; the number may be another file's by now.
      const line = {
        at: new Date(at).toISOString(),
        host,
        method: call.method,
        url: redactUrl(call.url),
        requestBody: redactBody(call.body),
        status: answer.status,
        responseBody: answer.body === undefined ? null : redactJson(answer.body),
      };
      writeSync(descriptor, `${JSON.stringify(line)}\n`);
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

function redactBody(body: RequestBody): unknown {
  switch (body.kind) {
    case "none":
      return null;
    case "json":
      return redactJson(body.value);
    case "form":
      return redactForm(body.value);
    case "text":
      return redactText(body.value);
  }
}
