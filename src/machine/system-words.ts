import { messageOf } from "../shapes/errors.js";

/**
 * What the system says of a file, without the name of the call and the path in it: that may be a draft's, which nobody has
 * named. Whoever tells it names the file.
 */
export function systemWords(error: unknown): string {
  const message = messageOf(error);
  if (!(error instanceof Error && "syscall" in error)) return message;
  return /^[A-Z][A-Z\d]+: ([^,]+), \w+(?: '.*)?$/s.exec(message)?.[1] ?? message;
}
