import { createHash } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";
import { emulatedHost } from "./hosts.js";
import {
  HIDDEN,
  mayHoldSecret,
  redactForm,
  redactJson,
  redactPage,
  redactSecrets,
  redactText,
  redactUrl,
} from "./redact.js";
import { type Answer, type Call, type RequestBody, type Route, routeName } from "./routes.js";

interface Exchange {
  /** Wall time in milliseconds. */
  readonly at: number;
  readonly host: string;
  readonly call: Call;
  /** `undefined` where nothing is implemented. */
  readonly route: Route | undefined;
  readonly answer: Answer;
  /** The answer's body as it is sent. */
  readonly text: string | undefined;
  /** The kind of fault that struck. */
  readonly fault: string | undefined;
}

/** `requests.jsonl`: one line per exchange, secrets replaced, no headers. */
export interface RequestLog {
  /** The line is on its way to the disk when this returns. */
  record(exchange: Exchange): void;
  close(): void;
}

export function openRequestLog(file: string): RequestLog {
  const descriptor = openSync(file, "a", 0o600);
  let isOpen = true;
  return {
    record({ at, host, call, route, answer, text, fault }) {
      if (!isOpen) return; // An exchange that was cut off at the end; the number may be another file's by now.
      const line = {
        at: new Date(at).toISOString(),
        host,
        route: route === undefined ? null : routeName(route),
        caller: call.trail.caller ?? null,
        method: call.method,
        url: redactUrl(call.url),
        requestBody: isVault(host) ? redactVault(call.body) : redactBody(call.body),
        status: answer.status,
        ...(fault === undefined ? {} : { fault }),
      };
      const start = JSON.stringify(line).slice(0, -1);
      writeSync(descriptor, `${start},"responseBody":${redactedText(host, answer, text)}}\n`);
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

/** Larger requests are attacks or mistakes: that they came is worth a line, what they said is not. */
const LARGEST_KEPT = 256 * 1024;

function isVault(host: string): boolean {
  return emulatedHost(host)?.role === "vault";
}

/** What is no JSON may be a secret whose client forgot to say so. */
function redactVault(body: RequestBody): unknown {
  if (body.kind === "none") return null;
  return body.kind === "json" ? redactSecrets(body.value) : HIDDEN;
}

/** Most bodies hold no secret, and large ones are not walked through for nothing. */
function redactedText(host: string, answer: Answer, text: string | undefined): string {
  if (answer.page !== undefined) return JSON.stringify(redactPage(answer.page));
  if (text === undefined) return "null";
  if (isVault(host)) return JSON.stringify(redactSecrets(answer.body));
  return mayHoldSecret(text) ? JSON.stringify(redactJson(answer.body)) : text;
}

function redactBody(body: RequestBody): unknown {
  if (body.kind === "json") {
    const length = JSON.stringify(body.value).length;
    if (length > LARGEST_KEPT) return `${HIDDEN} (${length} characters)`;
  }
  switch (body.kind) {
    case "none":
      return null;
    case "json":
      return redactJson(body.value);
    case "form":
      return redactForm(body.value);
    case "text":
      return redactText(body.value);
    case "binary":
      return { size: body.value.length, sha256: createHash("sha256").update(body.value).digest("hex") };
  }
}
