// The form that a template must have before anything in it is looked at ("Understand the structure and syntax of ARM
// templates").
import * as z from "zod";
import { invalidTemplate } from "./invalid-template.js";

const record = z.record(z.string(), z.unknown());

const parameterSchema = z.looseObject({
  type: z.string(),
  defaultValue: z.unknown().optional(),
  allowedValues: z.array(z.unknown()).optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  nullable: z.boolean().optional(),
});

const resourceSchema: z.ZodType<TemplateResource> = z.looseObject({
  type: z.string(),
  apiVersion: z.string(),
  name: z.string(),
  condition: z.union([z.boolean(), z.string()]).optional(),
  existing: z.boolean().optional(),
  scope: z.string().optional(),
  dependsOn: z.array(z.string()).optional(),
  get resources() {
    return z.array(resourceSchema).optional();
  },
});

const outputSchema = z.looseObject({
  type: z.string(),
  value: z.unknown(),
  condition: z.union([z.boolean(), z.string()]).optional(),
});

const templateSchema = z.strictObject({
  $schema: z.string(),
  contentVersion: z.string(),
  languageVersion: z.string().optional(),
  apiProfile: z.string().optional(),
  metadata: z.unknown().optional(),
  definitions: z.unknown().optional(),
  functions: z.array(z.unknown()).max(0, "functions of one's own are not known to the sandbox").optional(),
  parameters: z.record(z.string(), parameterSchema).default({}),
  variables: record.default({}),
  /** By their symbolic names where the language has version 2.0. */
  resources: z.union([z.array(resourceSchema), z.record(z.string(), resourceSchema)]),
  outputs: z.record(z.string(), outputSchema).default({}),
});

export interface TemplateResource {
  readonly [member: string]: unknown;
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly condition?: boolean | string | undefined;
  readonly existing?: boolean | undefined;
  readonly scope?: string | undefined;
  readonly dependsOn?: readonly string[] | undefined;
  readonly resources?: readonly TemplateResource[] | undefined;
}

export type Template = z.infer<typeof templateSchema>;
export type TemplateParameter = z.infer<typeof parameterSchema>;

/** @throws {ArmError} 400 InvalidTemplate, with what is missing or unknown and where */
export function readTemplate(value: unknown): Template {
  const parsed = templateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".");
  if (path !== "" && issue?.code === "invalid_type" && issue.message.includes("received undefined")) {
    throw invalidTemplate(`Required property '${path.split(".").at(-1) ?? ""}' not found in JSON. Path '${path}'`);
  }
  if (issue?.code === "unrecognized_keys") {
    throw invalidTemplate(
      `Could not find member '${issue.keys[0] ?? ""}' on object of type 'Template'. Path '${path}'`,
    );
  }
  throw invalidTemplate(`${issue?.message ?? "The template is malformed"}. Path '${path}'`);
}
