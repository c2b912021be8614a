// Errors as Azure Key Vault answers them (Azure Key Vault REST API, "Authentication, requests and responses", and "REST
// API error codes").
import type { Answer } from "../routes.js";

export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly status: number;
  readonly code: string;
  readonly innerCode: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly innerCode?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.innerCode = more.innerCode;
    this.headers = more.headers ?? {};
  }
}

export function vaultErrorAnswer({ status, code, message, innerCode, headers }: VaultError): Answer {
  const inner = innerCode === undefined ? {} : { innererror: { code: innerCode } };
  return { status, headers, body: { error: { code, message, ...inner } } };
}

export function badParameter(message: string): VaultError {
  return new VaultError(400, "BadParameter", message);
}

export function secretNotFound(name: string): VaultError {
  return new VaultError(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${name.slice(0, 200)} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`,
  );
}
