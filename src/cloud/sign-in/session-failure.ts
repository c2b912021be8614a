import { SignInError } from "../../shapes/errors.js";
import type { SavedSession } from "./saved-session.js";

export function damagedSession(file: string, session: SavedSession, reason: string): SignInError {
  return new SignInError(`The saved sign-in in ${file} cannot be used: ${reason}.`, {
    code: "session-damaged",
    remedy: `Sign in again: ${loginLine(session)}`,
  });
}

/** Signed out, or signed in as somebody else, while a command was using it. */
export function endedSession(session: SavedSession, what: string): SignInError {
  return new SignInError(`The saved sign-in is no longer there: ${what}.`, {
    code: "session-ended",
    remedy: `Sign in again: ${loginLine(session)}`,
  });
}

/** The command that signs in anew, as it has to be typed. */
export function loginLine({
  cloud,
  tenantId,
  clientId,
}: Pick<SavedSession, "cloud" | "tenantId" | "clientId">): string {
  const where = cloud === "public" ? "" : ` --cloud ${cloud}`;
  return `aadc-cloud login --tenant ${tenantId} --client-id ${clientId}${where}`;
}
