// A pass file: the pass alone on the first line, whose it is and how long it serves on the second.
import type { IssuedPass } from "./secret-destination.js";

const SECOND = /^Temporary Access Pass (\S+) of (\S+)(?: until (\S+))?$/;
/** Holds the place of a pass that is not made yet. */
const NONE = "none";

export function passText({ value, passId, expires }: IssuedPass, userPrincipalName: string): string {
  const until = expires === null ? "" : ` until ${expires}`;
  return `${value}\nTemporary Access Pass ${passId} of ${userPrincipalName}${until}\n`;
}

export function emptyPassText(userPrincipalName: string): string {
  return passText({ value: "", passId: NONE, expires: null }, userPrincipalName);
}

/** Whether a file is one of these, and of this account: only then is it replaced. */
export function isPassTextFor(text: string, userPrincipalName: string): boolean {
  return told(text)?.userPrincipalName.toLowerCase() === userPrincipalName.toLowerCase();
}

/** Whoever it is of. */
export function isPassText(text: string): boolean {
  return told(text) !== null;
}

export function tellsPass(text: string, passId: string): boolean {
  return passId !== NONE && told(text)?.passId === passId;
}

function told(text: string): { passId: string; userPrincipalName: string } | null {
  const [, second = "", ...more] = text.split(/\r?\n/);
  const [, passId = "", userPrincipalName = ""] = SECOND.exec(second) ?? [];
  return passId === "" || more.join("") !== "" ? null : { passId, userPrincipalName };
}
