import path from "node:path";

export type SandboxErrorCode = "not-running" | "locked" | "corrupt" | "usage" | "failed";

/** Something that the user of the sandbox can cause and can put right; `remedy` says how. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
  readonly code: SandboxErrorCode;
  readonly remedy: string;

  constructor(code: SandboxErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

export function corruptFile(file: string, why: string, cause?: unknown): SandboxError {
  const remedy = `Make the emulated tenant anew (nothing real is touched): aadc-cloud sandbox reset --sandbox-dir ${path.dirname(file)}`;
  return new SandboxError("corrupt", `The sandbox's file ${file} cannot be used: ${why}`, remedy, { cause });
}
