// Why a table cannot be read or written, and who must act. Source: Azure Storage REST API, "Table Storage error codes" and
// "Common REST API error codes".
import { type AadcError, PermissionError, ServiceError, UsageError } from "../shapes/errors.js";

interface TableAsked {
  readonly table: string;
  readonly host: string;
}

/** What the library throws for an answer that is not 2xx, be it of the whole request or of one operation in it. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
}

export function meansNoRow(error: unknown): boolean {
  const refusal = refusalIn(error);
  return refusal?.status === 404 && refusal.code === "ResourceNotFound";
}

/** 404 of a row that was to be replaced or removed: somebody else has removed it. */
export function meansConflict(error: unknown): boolean {
  const { status, code } = refusalIn(error) ?? { status: 0, code: "" };
  return (status === 409 && code === "EntityAlreadyExists") || status === 412 || meansNoRow(error);
}

/** @returns undefined for what is no answer of the service */
export function refusalOfTable(error: unknown, { table, host }: TableAsked): AadcError | undefined {
  const refusal = refusalIn(error);
  if (refusal === undefined) return undefined;
  const { status, code, message, requestId } = refusal;
  const said = message === "" ? "." : `: ${message.split("\n")[0]}`;
  const text = `The table ${table} at ${host} answered with status ${status} (${code})${said}`;
  const details = { code, ...(requestId === undefined ? {} : { requestId }) };
  if (code === "TableNotFound")
    return new UsageError(`There is no table ${table} at ${host}.`, {
      ...details,
      code: "no-such-table",
      remedy: `Deploy again, or make it by hand: az storage table create --name ${table} --auth-mode login --account-name NAME`,
    });
  if (status === 401 || status === 403)
    return new PermissionError(text, {
      ...details,
      remedy:
        "Give this identity the role Storage Table Data Contributor at the storage account, and let its firewall let the app in. A new role takes some minutes.",
    });
  return new ServiceError(text, {
    ...details,
    remedy: "Wait some minutes; the next run tries again.",
    status,
    serviceCodes: [code],
    carriedOut: status >= 500 ? "unknown" : "no",
  });
}

function refusalIn(error: unknown): Refusal | undefined {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return undefined;
  const { statusCode: status, code, message } = error as Record<string, unknown>;
  if (typeof status !== "number") return undefined;
  const told = odataError("details" in error ? error.details : undefined);
  return {
    status,
    code: told.code ?? (typeof code === "string" ? code : `http-${status}`),
    message: told.message ?? (typeof message === "string" ? message.slice(0, 300) : ""),
  };
}

function odataError(details: unknown): { readonly code?: string; readonly message?: string } {
  const error = fields(fields(details)["odataError"] ?? fields(details)["odata.error"]);
  const [code, message] = [error["code"], fields(error["message"])["value"] ?? error["message"]];
  return {
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof message === "string" ? { message: message.slice(0, 300) } : {}),
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
