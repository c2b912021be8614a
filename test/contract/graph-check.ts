// Checks one exchange with Microsoft Graph: path, method, query, request body, status, response body.

import { type GraphTypes, OPERATIONS } from "./csdl-types.js";
import { checkGraphError } from "./error-forms.js";
import { type Exchange, pathShape } from "./exchange.js";
import type { Report } from "./findings.js";
import { documentedStatuses, isMethodAllowed } from "./graph-methods.js";
import { type PathAdditions, resolveGraphPath, type Target } from "./graph-path.js";
import { checkQuery, checkSelected, expandedNames } from "./graph-query.js";
import { isObject, listAt, shortly } from "./json.js";
import { checkObject, type ObjectCheck, type ObjectType, type ObjectTypes } from "./object-types.js";

interface GraphVersion {
  readonly types: ObjectTypes;
  readonly additions: PathAdditions | undefined;
}

export interface GraphContract {
  readonly graph: GraphTypes;
  /** By the first segment of the path. */
  readonly versions: ReadonlyMap<string, GraphVersion>;
}

/** Said of an exchange with a Graph host; `$batch` is taken apart before. */
export function checkGraphExchange(contract: GraphContract, exchange: Exchange, report: Report): void {
  const url = new URL(exchange.url, "https://graph");
  const [, versionName = "", ...segments] = url.pathname.split("/").filter((part, at) => at === 0 || part !== "");
  const version = contract.versions.get(versionName.toLowerCase());
  const isRefused = exchange.status >= 400;
  if (!exchange.isFault && isRefused) checkGraphError(exchange.status, exchange.responseBody, report);
  // Said by the sandbox alone: it does not emulate what was asked for, and claims nothing of it.
  if (exchange.status === 501 || exchange.status === 421) return;
  const target = resolveGraphPath(contract.graph.model, segments, version?.additions);
  if (version === undefined || typeof target === "string") {
    const isRightlyRefused = !exchange.isFault && (exchange.status === 404 || exchange.status === 400);
    const why = typeof target === "string" ? target : `no version ${versionName}`;
    if (!isRightlyRefused) report("path", pathShape(exchange.url), why);
    return;
  }
  checkTarget({ contract, version, exchange, target, query: url.searchParams, report });
}

interface Checked {
  readonly contract: GraphContract;
  readonly version: GraphVersion;
  readonly exchange: Exchange;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly report: Report;
}

function checkTarget(checked: Checked): void {
  const { contract, exchange, target, query, report } = checked;
  const { method, status } = exchange;
  if (!isMethodAllowed(contract.graph.model, target, method)) {
    report("method", `${method} ${target.template}`, "the model does not allow it");
    return;
  }
  // A request that was refused as wrong was meant to be wrong.
  const isRequestMeant = exchange.isFault || (status !== 400 && status !== 401);
  if (isRequestMeant) {
    checkQuery(query, elementType(checked), target.template, report);
    checkRequestBody(checked);
  }
  if (exchange.isFault || status >= 400) return;
  const statuses = documentedStatuses(target, method);
  if (!statuses.includes(status)) {
    report("status", `${method} ${target.template} ${status}`, `documented: ${statuses.join(", ")}`);
  }
  checkResponseBody(checked);
}

function checkRequestBody(checked: Checked): void {
  const { exchange, target, report } = checked;
  const { method, requestBody, status, isFault } = exchange;
  const subject = `request ${method} ${target.template}`;
  if (method === "GET" || method === "DELETE") {
    if (requestBody !== null) report("shape", subject, "has a body");
    return;
  }
  // Refused before anybody looked at a body: callers without the right to write send none.
  if (requestBody === null && status >= 400 && !isFault) return;
  // Too large to be kept, or no JSON at all: the log says how long it was.
  if (typeof requestBody === "string" && requestBody.startsWith("***") && status >= 400) return;
  if (target.kind === "reference") {
    const link = isObject(requestBody) ? requestBody["@odata.id"] : undefined;
    if (typeof link !== "string") report("shape", subject, "needs {@odata.id}");
    return;
  }
  if (target.operation !== undefined) {
    if (requestBody === null) return; // Every parameter may be optional.
    checkObject(objectCheck(checked, "request"), `${OPERATIONS}.${target.operation.id}_parameters`, requestBody);
    return;
  }
  checkObject(objectCheck(checked, "request"), target.type.type, requestBody);
}

function checkResponseBody(checked: Checked): void {
  const { exchange, target, report } = checked;
  const { responseBody: body, method, status } = exchange;
  const subject = `response ${method} ${target.template}`;
  if (status === 204 || status === 202) {
    if (body !== null) report("shape", subject, `has a body with status ${status}`);
    return;
  }
  if (target.kind === "count") {
    if (!/^\d+$/u.test(String(body))) report("shape", subject, `is no number: ${shortly(body)}`);
    return;
  }
  if (isObject(body) && typeof body["@odata.context"] !== "string") {
    report("required", `${subject} @odata.context`, "every JSON body of Graph begins with it");
  }
  const isOne = method === "POST" && target.kind === "collection";
  if (target.type.collection && !isOne) {
    checkCollection(checked, subject);
  } else if (target.type.type.startsWith("Edm.")) {
    checkResult(checked, subject);
  } else {
    checkObject(objectCheck(checked, "response"), target.type.type, body);
    checkSelected(checked.query, body, subject, report);
  }
}

const ENVELOPE = new Set(["@odata.context", "@odata.nextLink", "@odata.deltaLink", "@odata.count", "value"]);

function checkCollection(checked: Checked, subject: string): void {
  const { exchange, target, report } = checked;
  const body = exchange.responseBody;
  if (!isObject(body) || !Array.isArray(body["value"])) {
    report("shape", subject, `is no collection: ${shortly(body)}`);
    return;
  }
  for (const [name, value] of Object.entries(body)) {
    if (!ENVELOPE.has(name)) report("unknown-property", `${subject} ${name}`, "not part of a collection");
    if (/(?:context|Link)$/u.test(name) && typeof value !== "string")
      report("type", `${subject} ${name}`, shortly(value));
    if (name === "@odata.count" && !Number.isInteger(value)) report("type", `${subject} ${name}`, shortly(value));
  }
  if (target.type.type.startsWith("Edm.")) return;
  const check = objectCheck(checked, "response");
  for (const one of listAt(body, "value")) {
    checkObject(check, target.type.type, one);
    checkSelected(checked.query, one, subject, report);
  }
}

function checkResult({ contract, version, exchange, target, report }: Checked, subject: string): void {
  const body = exchange.responseBody;
  if (target.operation === undefined) {
    if (!isObject(body) || body["value"] === undefined) report("shape", subject, `has no value: ${shortly(body)}`);
    return;
  }
  const check: ObjectCheck = {
    types: version.types,
    direction: "response",
    report,
    annotations: true,
    mayNavigate: () => false,
  };
  const name = `${OPERATIONS}.${target.operation.id}_result`;
  checkObject(check, name, body);
  if (
    isObject(body) &&
    body["value"] === undefined &&
    contract.graph.typeNamed(name).properties["value"] !== undefined
  ) {
    report("shape", subject, "has no value");
  }
}

function objectCheck({ version, query, report }: Checked, direction: "request" | "response"): ObjectCheck {
  const expanded = expandedNames(query);
  return {
    types: version.types,
    direction,
    report,
    annotations: true,
    mayNavigate: (_, property) => expanded.has(property),
  };
}

function elementType({ version, target }: Checked): ObjectType | undefined {
  const { type } = target.type;
  return type.startsWith("Edm.") ? undefined : version.types.typeNamed(type);
}
