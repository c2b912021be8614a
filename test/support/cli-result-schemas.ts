// Whether a text is exactly one JSON result of its kind: by our own schema, and by the JSON Schema that scripts get.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import * as z from "zod";
import { RESULT_SCHEMAS, type ResultName } from "../../src/report/result-schemas.js";

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);

/** The value that `text` holds, once it has passed both schemas. */
export function resultIn<N extends ResultName>(name: N, text: string): z.infer<(typeof RESULT_SCHEMAS)[N]> {
  const value: unknown = JSON.parse(text);
  checkResult(name, value);
  return value as z.infer<(typeof RESULT_SCHEMAS)[N]>;
}

export function checkResult(name: ResultName, value: unknown): void {
  const own = RESULT_SCHEMAS[name].safeParse(value);
  expect(own.error?.issues ?? [], `zod schema of ${name}`).toEqual([]);
  const valid = jsonSchemaOf(name);
  valid(value);
  expect(valid.errors ?? [], `JSON Schema of ${name}`).toEqual([]);
}

const compiled = new Map<ResultName, ValidateFunction>();

/** Compiled once in a process: that takes longer than a command. */
function jsonSchemaOf(name: ResultName): ValidateFunction {
  const valid = compiled.get(name) ?? ajv.compile(z.toJSONSchema(RESULT_SCHEMAS[name]));
  compiled.set(name, valid);
  return valid;
}

const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.string().min(1),
    message: z.string().min(1),
    remedy: z.string().min(1),
    requestId: z.string().min(1).optional(),
  }),
});

/** The error that `text` holds, and nothing besides. */
export function errorIn(text: string): z.infer<typeof errorSchema>["error"] {
  return errorSchema.parse(JSON.parse(text)).error;
}
