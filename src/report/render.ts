import type { ChangingResult } from "./change-request.js";
import { cleanupAccountsText } from "./cleanup-accounts-text.js";
import { cleanupHealthText } from "./cleanup-health-text.js";
import { doctorText } from "./doctor-text.js";
import type { Document } from "./document.js";
import type { OutputFormat } from "./formats.js";
import { functionDeployText } from "./function-deploy-text.js";
import { functionGrantText } from "./function-grant-text.js";
import { escapeInvisible } from "./harmless.js";
import type { Layout } from "./layout.js";
import { mfaAddText } from "./mfa-exclusion-add-text.js";
import { mfaRemoveText } from "./mfa-exclusion-remove-text.js";
import { mfaStatusText } from "./mfa-exclusion-text.js";
import { registerAppText } from "./register-app-text.js";
import type { Result, ResultOf } from "./result-schemas.js";
import { runsRollbackText } from "./runs-rollback-text.js";
import { runsShowText } from "./runs-show-text.js";
import { runsExportText, runsListCsv, runsListText } from "./runs-text.js";
import { loginText, logoutText, whoamiText } from "./sign-in-text.js";
import { setupText } from "./subject-text.js";
import { verifySyncText } from "./verify-sync-text.js";

/** A result in the wanted form, ending with a line feed. @param query JMESPath, for JSON, YAML and CSV only */
export async function render(
  result: Result,
  format: OutputFormat,
  query: string | undefined,
  layout: Layout,
): Promise<string> {
  if (format === "text" && query === undefined) return `${textOf(result, layout)}\n`;
  if (format === "csv" && query === undefined && result.schema === "aadc-cloud/runs-list@1") return runsListCsv(result);
  if (format === "csv" && query !== undefined)
    return (await import("./selected-csv.js")).selectedCsv(await select(result, query));
  if (query === undefined && result.schema === "aadc-cloud/verify-sync@1") {
    const text = await verifySyncDocument(result, format);
    if (text !== undefined) return text;
  }
  if ((format === "md" || format === "html") && query === undefined && isChanging(result))
    return documentOf(result, format, layout);
  return data(result, format, query);
}

async function verifySyncDocument(result: ResultOf<"verify-sync">, format: OutputFormat): Promise<string | undefined> {
  if (format === "csv") return (await import("./verify-sync-csv.js")).verifySyncCsv(result);
  if (format === "junit") return (await import("./verify-sync-junit.js")).verifySyncJunit(result);
  if (format !== "md" && format !== "html") return undefined;
  return written((await import("./verify-sync-document.js")).verifySyncDocument(result), format);
}

function isChanging(result: Result): result is ChangingResult {
  return "planHash" in result && "applied" in result;
}

async function documentOf(result: ChangingResult, format: "md" | "html", { typed }: Layout): Promise<string> {
  const { changeRequest } = await import("./change-request.js");
  return written(changeRequest(result, typed), format);
}

async function written(document: Document, format: "md" | "html"): Promise<string> {
  if (format === "md") return (await import("./document-markdown.js")).markdownOf(document);
  return (await import("./document-html.js")).htmlOf(document);
}

/** A plain object as JSON, or as YAML; `text` means JSON here. */
export async function data(value: unknown, format: OutputFormat, query: string | undefined): Promise<string> {
  const selected = query === undefined ? value : await select(value, query);
  if (format !== "yaml") return `${escapeInvisible(JSON.stringify(selected, null, 2))}\n`;
  const {
    default: { Document, isScalar, visit },
  } = await import("yaml");
  const document = new Document(selected);
  // Only within double quotes can such characters be written as escapes.
  visit(document, {
    Scalar: (_key, node) => {
      if (isScalar(node) && typeof node.value === "string" && escapeInvisible(node.value) !== node.value)
        node.type = "QUOTE_DOUBLE";
    },
  });
  // Halves of a pair mean nothing to YAML; it has a longer escape for the whole.
  return escapeInvisible(document.toString()).replace(
    /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g,
    (_, high, low) => {
      const character = String.fromCharCode(Number.parseInt(String(high), 16), Number.parseInt(String(low), 16));
      return `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`;
    },
  );
}

async function select(value: unknown, query: string): Promise<unknown> {
  const { compileQuery } = await import("./query.js");
  return compileQuery(query)(value);
}

function textOf(result: Result, layout: Layout): string {
  switch (result.schema) {
    case "aadc-cloud/login@1":
      return loginText(result, layout);
    case "aadc-cloud/logout@1":
      return logoutText(result, layout);
    case "aadc-cloud/whoami@1":
      return whoamiText(result, layout);
    case "aadc-cloud/doctor@1":
      return doctorText(result, layout);
    case "aadc-cloud/verify-sync@1":
      return verifySyncText(result, layout);
    case "aadc-cloud/mfa-exclusion-status@1":
      return mfaStatusText(result, layout);
    case "aadc-cloud/mfa-exclusion-add@1":
      return mfaAddText(result, layout);
    case "aadc-cloud/mfa-exclusion-remove@1":
      return mfaRemoveText(result, layout);
    case "aadc-cloud/setup-svc-account@1":
      return setupText(result, layout);
    case "aadc-cloud/register-app@1":
      return registerAppText(result, layout);
    case "aadc-cloud/function-deploy@1":
      return functionDeployText(result, layout);
    case "aadc-cloud/function-grant@1":
      return functionGrantText(result, layout);
    case "aadc-cloud/cleanup-health@1":
      return cleanupHealthText(result, layout);
    case "aadc-cloud/cleanup-accounts@1":
      return cleanupAccountsText(result, layout);
    case "aadc-cloud/runs-list@1":
      return runsListText(result, layout);
    case "aadc-cloud/runs-show@1":
      return runsShowText(result, layout);
    case "aadc-cloud/runs-rollback@1":
      return runsRollbackText(result, layout);
    case "aadc-cloud/runs-export@1":
      return runsExportText(result, layout);
  }
}
