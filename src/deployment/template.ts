// The template as it comes with the program, and the values for its parameters. Pure.
import * as z from "zod";
import { UsageError } from "../shapes/errors.js";

export interface Template {
  readonly content: object;
  readonly parameters: Readonly<Record<string, { readonly type: string }>>;
  /** Namespaces of the providers that it needs. */
  readonly providers: readonly string[];
}

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.string())]);
type ParameterValue = z.infer<typeof valueSchema>;
export type ParameterValues = Readonly<Record<string, { readonly value: ParameterValue }>>;

const schema = z.looseObject({
  parameters: z.record(z.string(), z.looseObject({ type: z.string() })),
  resources: z.array(z.looseObject({ type: z.string() })),
});

/** @param text of the file. @throws {UsageError} `bad-template` */
export function parseTemplate(text: string, file: string): Template {
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    const { parameters, resources } = schema.parse(content);
    const providers = [...new Set(resources.map(({ type }) => type.split("/")[0] ?? ""))].sort();
    return { content: content as object, parameters, providers };
  } catch (error) {
    throw new UsageError(`${file} is no template of Azure Resource Manager.`, {
      code: "bad-template",
      remedy: "Leave --template out: the one that comes with the program is taken then.",
      cause: error,
    });
  }
}

/**
 * Values as they are typed, `NAME=VALUE`, and those of a parameter file, which may hold secrets.
 * @throws {UsageError} `bad-parameter`: a name that the template does not know, a value that is none of its type, a secret on
 * the command line
 */
export function parameterValues(template: Template, typed: readonly string[], file: string | null): ParameterValues {
  const fromFile = file === null ? {} : valuesInFile(file);
  const fromLine = Object.fromEntries(
    typed.map((text) => {
      const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name === "") throw bad(text, "Write it as NAME=VALUE.");
      if (isSecret(template, name))
        throw bad(
          name,
          "It is a secret, and command lines show up in process lists: put it into a file for --parameters.",
        );
      return [name, valueFrom(template, name, value)];
    }),
  );
  for (const name of Object.keys(fromFile))
    if (template.parameters[name] === undefined) throw unknownName(template, name);
  return { ...fromFile, ...Object.fromEntries(Object.entries(fromLine).map(([name, value]) => [name, { value }])) };
}

/** For the plan and the journal: of secrets nothing but that they are given, in parentheses what only a file can give. */
export function shownValues(template: Template, values: ParameterValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { value }]) => [name, isSecret(template, name) ? "(secret)" : shown(value)]),
  );
}

/** Of several values in one the names alone: any of them may be one that is better not seen. */
function shown(value: ParameterValue): string {
  return typeof value === "object" ? `(${Object.keys(value).join(", ")})` : String(value);
}

/** Those that have a default, which they take when nothing is given. */
export function parametersLeftOut({ parameters }: Template, values: ParameterValues): readonly string[] {
  return Object.keys(parameters).filter((name) => values[name] === undefined);
}

/** The texts of the secrets, to be hidden wherever else they might show up. */
export function secretsIn(template: Template, values: ParameterValues): readonly string[] {
  return Object.entries(values).flatMap(([name, { value }]) => (isSecret(template, name) ? [shown(value)] : []));
}

const fileSchema = z.looseObject({ parameters: z.record(z.string(), z.strictObject({ value: valueSchema })) });

function valuesInFile(text: string): ParameterValues {
  try {
    return fileSchema.parse(JSON.parse(text.replace(/^\uFEFF/, ""))).parameters;
  } catch (error) {
    throw new UsageError("The file of --parameters is no parameter file.", {
      code: "bad-parameter",
      remedy: 'Write it as Azure has it: {"parameters": {"teamsUrl": {"value": "…"}}}.',
      cause: error,
    });
  }
}

function valueFrom(template: Template, name: string, text: string): string | number | boolean {
  const type = template.parameters[name]?.type.toLowerCase();
  if (type === undefined) throw unknownName(template, name);
  if (type === "bool") {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
    throw bad(name, "Its value is true or false.");
  }
  if (type === "int") {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw bad(name, "Its value is a whole number.");
  }
  if (type === "object") throw bad(name, "It has several values in it: put it into a file for --parameters.");
  return text;
}

function isSecret(template: Template, name: string): boolean {
  return template.parameters[name]?.type.toLowerCase() === "securestring";
}

function unknownName(template: Template, name: string): UsageError {
  return bad(name, `The template has these: ${Object.keys(template.parameters).join(", ")}.`);
}

function bad(name: string, remedy: string): UsageError {
  return new UsageError(`The parameter "${name.slice(0, 100)}" cannot be given like this.`, {
    code: "bad-parameter",
    remedy,
  });
}
