import { codeOf } from "./new-file.js";

/** The disk, the quota of its user, or the largest size of a file. */
const NO_ROOM = ["ENOSPC", "EDQUOT", "EFBIG"];

/** Whether something could not be written because there is no room for it. */
export function isFull(error: unknown): boolean {
  return NO_ROOM.includes(codeOf(error));
}
