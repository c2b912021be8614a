// How far an emulated tenant is trusted: what is in its folder says which port the secrets of a sign-in go to.
import { realpathSync, type Stats, statSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { UsageError } from "../shapes/errors.js";
import type { Settings } from "./settings.js";
import type { SignInChoice } from "./sign-in-choice.js";

/** Write permission of the group and of everybody. */
const OTHERS_WRITE = 0o022;
const ROOT = 0;

export interface PlaceOptions {
  readonly platform: NodeJS.Platform;
  readonly stat?: (place: string) => Pick<Stats, "mode" | "uid"> | undefined;
  readonly uid?: number | undefined;
}

/**
 * Whoever can write in the folder says where a sign-in goes. What does not exist is for others to say.
 * @throws {UsageError} where somebody else owns one of the places, or may write there
 */
export function refuseForeignPlaces(places: readonly string[], { platform, ...options }: PlaceOptions): void {
  // Modes mean nothing there, and a person's own folders are not for others to write in.
  if (platform === "win32") return;
  const { stat = statOf, uid = process.geteuid?.() } = options;
  for (const place of places) {
    const found = stat(place);
    if (found === undefined) continue;
    const others = (found.mode & OTHERS_WRITE) !== 0;
    if (!others && (found.uid === uid || found.uid === ROOT)) continue;
    throw new UsageError(
      others
        ? `${place} may be written by others, so what it says of an emulated tenant is not believed.`
        : `${place} belongs to another user, so what it says of an emulated tenant is not believed.`,
      {
        code: "sandbox-foreign",
        remedy: others
          ? `Take their right away (chmod go-w ${place}), or name another folder with --sandbox-dir.`
          : "Name a folder of your own with --sandbox-dir.",
      },
    );
  }
}

/** A file that stands where a folder should be has nothing below it, either. */
function statOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

/**
 * A `.env` may lie in a folder that somebody else has filled. Where it alone leads to an emulated tenant, nothing is used
 * there that is not from the same file or from the sandbox itself: else it would be sent to whoever listens.
 * @throws {UsageError} `sandbox-not-named`
 */
export function refuseForeignCredentials(settings: Settings, choice: SignInChoice): void {
  const { sandboxDir } = settings;
  if (sandboxDir === undefined || !settings.sandboxFound) return;
  const what = foreignCredential(settings, sandboxDir, choice);
  if (what === undefined) return;
  throw new UsageError(
    `Only the .env file of this folder says that the emulated tenant of ${sandboxDir} is meant: ${what} is not used there.`,
    {
      code: "sandbox-not-named",
      remedy:
        "Add --sandbox, or --sandbox-dir, if the emulated tenant is meant; else take AADC_SANDBOX and AADC_SANDBOX_DIR out of .env.",
    },
  );
}

/** Undefined: it is the file's own, or the sandbox's. */
function foreignCredential(
  { secretIsFromFile, stateDir }: Settings,
  sandboxDir: string,
  { kind, session }: SignInChoice,
): string | undefined {
  if (session !== undefined)
    return isWithin(sandboxDir, stateDir) ? undefined : `the saved sign-in of ${session.userName}`;
  switch (kind) {
    case "device-code":
      return undefined;
    case "secret":
      return secretIsFromFile ? undefined : "a secret from elsewhere";
    case "certificate":
      return "a certificate's key";
    case "workload-identity":
      return "a federated token";
    case "managed-identity":
      return "the managed identity";
    case "azure-cli":
      return "the Azure CLI's session";
    case "browser":
      return "a sign-in in the browser";
  }
}

/** By what links lead to, too. */
function isWithin(folder: string, place: string): boolean {
  try {
    const way = relative(realpathSync(folder), realpathSync(place));
    return way !== "" && !way.startsWith("..") && !isAbsolute(way);
  } catch {
    return false;
  }
}
