// Checks an exchange against the small schemas of our own.
import { Ajv, type ValidateFunction } from "ajv";
import { type Exchange, pathShape } from "./exchange.js";
import type { Report } from "./findings.js";
import type { Service } from "./hosts.js";
import { type JsonObject, shortly } from "./json.js";
import { ARM_OPERATIONS } from "./own-arm-schemas.js";
import { AZURE_OPERATIONS } from "./own-azure-schemas.js";
import { LOGIN_OPERATIONS } from "./own-login-schemas.js";
import { RESOURCE_OPERATIONS } from "./own-resource-schemas.js";

const OPERATIONS = [...LOGIN_OPERATIONS, ...AZURE_OPERATIONS, ...ARM_OPERATIONS, ...RESOURCE_OPERATIONS];
const REDACTED = "***";
const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
const compiled = new WeakMap<JsonObject, ValidateFunction>();

export function checkOwnExchange(service: Service, exchange: Exchange, report: Report): void {
  if (exchange.status === 421 || exchange.status === 501) return;
  const { pathname, searchParams } = new URL(exchange.url, "https://host");
  const operation = OPERATIONS.find(
    (one) => one.service === service && one.method === exchange.method && one.path.test(pathname),
  );
  if (operation === undefined) {
    if (exchange.isFault || exchange.status < 400) {
      report("path", `${exchange.method} ${service} ${pathShape(exchange.url)}`, "no schema describes it");
    }
    return;
  }
  if (exchange.isFault || exchange.status < 400) {
    for (const name of operation.query === undefined ? [] : searchParams.keys()) {
      if (operation.query?.includes(name) !== true) report("query", `${operation.name} ${name}`, "no parameter of it");
    }
    if (operation.request !== undefined) {
      validate(operation.request, exchange.requestBody, `request ${operation.name}`, report);
    }
  }
  if (exchange.isFault) return;
  const schema = operation.responses[exchange.status];
  if (schema === undefined) report("status", `${operation.name} ${exchange.status}`, "is not documented");
  else validate(schema, exchange.responseBody, `response ${operation.name} ${exchange.status}`, report);
}

function validate(schema: JsonObject, value: unknown, subject: string, report: Report): void {
  const check = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, check);
  if (check(value)) return;
  for (const error of check.errors ?? []) {
    if (error.data === REDACTED) continue;
    const place = error.instancePath.replace(/\/\d+/gu, "[]").replaceAll("/", ".");
    const params = error.params as JsonObject;
    if (error.keyword === "additionalProperties") {
      report("unknown-property", `${subject}${place}.${String(params["additionalProperty"])}`, "unknown");
    } else if (error.keyword === "required") {
      report("required", `${subject}${place}.${String(params["missingProperty"])}`, "is absent");
    } else {
      report("type", `${subject}${place}`, `${error.message ?? error.keyword}: ${shortly(error.data)}`);
    }
  }
}
