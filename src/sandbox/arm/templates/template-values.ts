// What the functions of the template language are given.
import type { TemplateContext } from "./expression-values.js";
import { invalidExpression } from "./invalid-template.js";

export type TemplateFunction = (args: readonly unknown[], context: TemplateContext) => unknown;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw invalidExpression(`The template function '${name}' expects its parameter to be a string`);
}

export function wholeOf(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw invalidExpression(`The template function '${name}' expects its parameter to be an integer`);
}

export function truthOf(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  throw invalidExpression(`The template function '${name}' expects its parameter to be a boolean`);
}

/** As a text stands in another one. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? String(value) : JSON.stringify(value ?? null);
}
