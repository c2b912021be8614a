// How Graph and Azure Resource Manager say what went wrong.
import type { Report } from "./findings.js";
import { isObject, listAt, objectAt, shortly } from "./json.js";

/** Microsoft Graph, "Microsoft Graph error responses and resource types". 421 and 501 are the sandbox's own as well. */
const GRAPH_STATUSES = [400, 401, 403, 404, 409, 410, 412, 413, 421, 429, 500, 501, 503, 504];
const GRAPH_ERROR = ["code", "message", "target", "details", "innerError"];
const DETAIL = ["code", "message", "target"];
const INNER_ERROR = ["date", "request-id", "client-request-id", "code", "message", "innerError"];

/** Checks the status and body of a refused Graph request. */
export function checkGraphError(status: number, body: unknown, report: Report): void {
  if (!GRAPH_STATUSES.includes(status)) report("status", `graph error ${status}`, "no status that Graph documents");
  checkError("graph", body, GRAPH_ERROR, report);
  const error = objectAt(body, "error");
  for (const detail of listAt(error, "details")) {
    checkTexts("graph error.details", detail, DETAIL, ["code", "message"], report);
  }
  if (error["innerError"] !== undefined) {
    checkTexts("graph error.innerError", error["innerError"], INNER_ERROR, ["date", "request-id"], report);
  }
}

/** "Common API details" of the Azure REST guidelines; what a resource provider adds is in `details`. */
const ARM_ERROR = ["code", "message", "target", "details", "additionalInfo", "innererror"];

/** Checks the body of a request that Azure Resource Manager, or a provider behind it, refused. */
export function checkArmError(body: unknown, report: Report): void {
  checkError("arm", body, ARM_ERROR, report);
}

function checkError(service: string, body: unknown, known: readonly string[], report: Report): void {
  if (!isObject(body) || !isObject(body["error"])) {
    report("error-form", `${service} error`, `is not {error: {…}}: ${shortly(body)}`);
    return;
  }
  for (const name of Object.keys(body)) {
    if (name !== "error") report("error-form", `${service} error besides: ${name}`, shortly(body[name]));
  }
  checkTexts(`${service} error`, body["error"], known, ["code", "message"], report);
}

function checkTexts(
  subject: string,
  value: unknown,
  known: readonly string[],
  required: readonly string[],
  report: Report,
): void {
  if (!isObject(value)) {
    report("error-form", subject, `is no object: ${shortly(value)}`);
    return;
  }
  for (const [name, one] of Object.entries(value)) {
    if (!known.includes(name)) report("error-form", `${subject}.${name}`, "is not part of an error");
    else if (typeof one !== "string" && !/^(?:details|innerError|innererror|additionalInfo)$/u.test(name)) {
      report("error-form", `${subject}.${name}`, `is no text: ${shortly(one)}`);
    }
  }
  for (const name of required) {
    if (value[name] === undefined) report("error-form", `${subject}.${name}`, "is absent");
  }
}
