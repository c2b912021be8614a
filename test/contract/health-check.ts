// Checks one exchange with Connect Health against its Swagger: path, parameters, bodies, statuses.

import { checkArmError } from "./error-forms.js";
import { type Exchange, pathShape } from "./exchange.js";
import type { Report } from "./findings.js";
import { isObject, type JsonObject, listAt, objectAt, shortly, textAt } from "./json.js";
import { checkObject, type ObjectCheck, type ObjectTypes } from "./object-types.js";
import { definitionName, swaggerTypes } from "./swagger-types.js";

/** What Azure Resource Manager itself answers, whatever a provider declares ("Common deployment errors", "Throttling"). */
const ARM_STATUSES = [400, 401, 403, 404, 409, 421, 429, 500, 501, 502, 503, 504];

interface HealthOperation {
  readonly pattern: RegExp;
  readonly template: string;
  readonly method: string;
  readonly parameters: readonly JsonObject[];
  readonly responses: JsonObject;
}

export interface HealthContract {
  readonly operations: readonly HealthOperation[];
  readonly types: ObjectTypes;
}

/** @param swagger the parsed file */
export function readHealthContract(swagger: unknown): HealthContract {
  const shared = objectAt(swagger, "parameters");
  const operations = Object.entries(objectAt(swagger, "paths")).flatMap(([template, methods]) =>
    Object.entries(objectAt(methods)).map(([method, operation]) => ({
      pattern: new RegExp(`^${template.replace(/[.$]/gu, "\\$&").replace(/\{\w+\}/gu, "([^/]+)")}/?$`, "iu"),
      template,
      method: method.toUpperCase(),
      parameters: listAt(operation, "parameters").map((one) => {
        const name = textAt(one, "$ref")?.split("/").at(-1);
        return name === undefined ? objectAt(one) : objectAt(shared[name]);
      }),
      responses: objectAt(operation, "responses"),
    })),
  );
  // `services/premiumCheck` before `services/{serviceName}`.
  const fixedFirst = operations.sort((a, b) => variables(a.template) - variables(b.template));
  return { operations: fixedFirst, types: swaggerTypes(objectAt(swagger, "definitions")) };
}

function variables(template: string): number {
  return template.split("{").length;
}

/** Whether the exchange is one that the Swagger describes, by its path; whatever its method. */
export function isHealthPath(contract: HealthContract, url: string): boolean {
  const { pathname } = new URL(url, "https://arm");
  return contract.operations.some(({ pattern }) => pattern.test(pathname));
}

export function checkHealthExchange(contract: HealthContract, exchange: Exchange, report: Report): void {
  const { pathname, searchParams } = new URL(exchange.url, "https://arm");
  if (!exchange.isFault && exchange.status >= 400) {
    if (!ARM_STATUSES.includes(exchange.status)) {
      report("status", `arm error ${exchange.status}`, "no status that Azure Resource Manager documents");
    }
    checkArmError(exchange.responseBody, report);
  }
  if (exchange.status === 501 || exchange.status === 421) return;
  const operation = contract.operations.find((one) => one.method === exchange.method && one.pattern.test(pathname));
  if (operation === undefined) {
    if (exchange.isFault || exchange.status < 400) {
      report("method", `${exchange.method} ${pathShape(exchange.url)}`, "the Swagger has no such operation");
    }
    return;
  }
  const isRequestMeant = exchange.isFault || (exchange.status !== 400 && exchange.status !== 401);
  if (isRequestMeant) checkRequest(contract, operation, exchange, searchParams, report);
  if (!exchange.isFault && exchange.status < 400) checkResponse(contract, operation, exchange, report);
}

function checkRequest(
  contract: HealthContract,
  { template, method, parameters }: HealthOperation,
  { requestBody }: Exchange,
  query: URLSearchParams,
  report: Report,
): void {
  const declared = parameters.filter((one) => one["in"] === "query");
  for (const name of query.keys()) {
    if (!declared.some((one) => one["name"] === name)) {
      report("query", `${method} ${template} ${name}`, "no parameter of the operation");
    }
  }
  for (const one of declared) {
    const name = textAt(one, "name") ?? "";
    const value = query.get(name);
    if (value === null && one["required"] === true) report("query", `${method} ${template} ${name}`, "is absent");
    if (value !== null && !fits(one, value)) {
      report("query", `${method} ${template} ${name}`, `is no ${String(one["type"])}: ${value}`);
    }
  }
  const body = parameters.find((one) => one["in"] === "body");
  const type = definitionName(objectAt(body, "schema"));
  if (body === undefined && requestBody !== null) report("shape", `request ${method} ${template}`, "has a body");
  if (type !== undefined && requestBody !== null) checkObject(check(contract, "request", report), type, requestBody);
}

function fits(parameter: JsonObject, value: string): boolean {
  switch (parameter["type"]) {
    case "boolean":
      return /^(?:true|false)$/u.test(value);
    case "integer":
      return /^-?\d+$/u.test(value);
    default:
      return parameter["format"] !== "date-time" || !Number.isNaN(Date.parse(value));
  }
}

function checkResponse(
  contract: HealthContract,
  { template, method, responses }: HealthOperation,
  { status, responseBody }: Exchange,
  report: Report,
): void {
  const declared = responses[String(status)];
  if (!isObject(declared)) {
    report("status", `${method} ${template} ${status}`, `declared: ${Object.keys(responses).join(", ")}`);
    return;
  }
  const type = definitionName(declared["schema"]);
  const subject = `response ${method} ${template}`;
  if (type === undefined) {
    if (responseBody !== null) report("shape", subject, `has a body: ${shortly(responseBody)}`);
    return;
  }
  if (!Array.isArray(responseBody)) {
    checkObject(check(contract, "response", report), type, responseBody);
    return;
  }
  // A bare array where the file says {value: […]}: what is in it is checked all the same.
  report("shape", subject, "a bare array");
  checkObject(check(contract, "response", report), type, { value: responseBody });
}

function check(contract: HealthContract, direction: ObjectCheck["direction"], report: Report): ObjectCheck {
  return { types: contract.types, direction, report, annotations: false, mayNavigate: () => true };
}
