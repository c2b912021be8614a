import { UsageError } from "../shapes/errors.js";
import type { OutputFormat } from "./formats.js";
import type { Layout } from "./layout.js";
import type { Result } from "./result-schemas.js";
import { cleanupHealthText, mfaAddText, mfaStatusText, setupText } from "./subject-text.js";
import { verifySyncText } from "./verify-sync-text.js";

/** A result in the wanted form, ending with a line feed. @param query JMESPath, for JSON and YAML only */
export async function render(
  result: Result,
  format: OutputFormat,
  query: string | undefined,
  layout: Layout,
): Promise<string> {
  if (format === "text" && query === undefined) return `${textOf(result, layout)}\n`;
  return data(result, format, query);
}

/** A plain object as JSON, or as YAML; `text` means JSON here. */
export async function data(value: unknown, format: OutputFormat, query: string | undefined): Promise<string> {
  const selected = query === undefined ? value : await select(value, query);
  if (format !== "yaml") return `${JSON.stringify(selected, null, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(selected);
}

async function select(result: unknown, query: string): Promise<unknown> {
  const { default: jmespath } = await import("jmespath");
  try {
    return jmespath.search(result, query);
  } catch (error) {
    throw new UsageError(
      `--query cannot be understood: ${error instanceof Error ? error.message : "no reason given"}.`,
      {
        code: "bad-query",
        remedy: "Write it as JMESPath (https://jmespath.org), such as findings[?result=='fail'].id",
      },
    );
  }
}

function textOf(result: Result, layout: Layout): string {
  switch (result.schema) {
    case "aadc-cloud/verify-sync@1":
      return verifySyncText(result, layout);
    case "aadc-cloud/mfa-exclusion-status@1":
      return mfaStatusText(result, layout);
    case "aadc-cloud/mfa-exclusion-add@1":
      return mfaAddText(result, layout);
    case "aadc-cloud/setup-svc-account@1":
      return setupText(result, layout);
    case "aadc-cloud/cleanup-health@1":
      return cleanupHealthText(result, layout);
  }
}
