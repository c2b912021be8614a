import { SignInError } from "../../shapes/errors.js";
import type { SavedSession } from "./saved-session.js";

export function damagedSession(file: string, session: SavedSession, reason: string): SignInError {
  return unusable(file, reason, `Sign in again: ${loginLine(session)}`);
}

/** Nothing is wrong with the file; its key cannot be had. */
export function lockedSession(file: string, session: SavedSession, reason: string): SignInError {
  return unusable(
    file,
    `its tokens are encrypted, and ${reason}`,
    `Make the keyring available and run the same command again, or sign in again: ${loginLine(session)}`,
  );
}

function unusable(file: string, reason: string, remedy: string): SignInError {
  return new SignInError(`The saved sign-in in ${file} cannot be used: ${reason}.`, {
    code: "session-damaged",
    remedy,
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
function loginLine({ cloud, tenantId, clientId }: Pick<SavedSession, "cloud" | "tenantId" | "clientId">): string {
  const where = cloud === "public" ? "" : ` --cloud ${cloud}`;
  return `aadc-cloud login --tenant ${tenantId} --client-id ${clientId}${where}`;
}
