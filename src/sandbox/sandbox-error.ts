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

const RESET_REMEDY = "Run: aadc-cloud sandbox reset (it makes the emulated tenant anew; nothing real is touched).";

export function corruptFile(file: string, why: string, cause?: unknown): SandboxError {
  return new SandboxError("corrupt", `The sandbox's file ${file} cannot be used: ${why}`, RESET_REMEDY, { cause });
}
