// Where a new account's password goes, as it is typed. Whatever was typed is never said back: it may be a password.
import { posix, win32 } from "node:path";
import { UsageError } from "../shapes/errors.js";
import { fileDestination } from "./secret-destinations/file.js";
import { keyVaultDestination, passSecretOf } from "./secret-destinations/keyvault.js";
import type { SecretDestination } from "./secret-destinations/secret-destination.js";
import type { SecretMeans } from "./secret-destinations/secret-means.js";
import { stdoutDestination } from "./secret-destinations/stdout.js";

export type PasswordDestination =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "keyvault"; readonly vault: string; readonly secret: string }
  /** Shown as soon as the account is confirmed, and kept nowhere. */
  | { readonly kind: "stdout" };

const FORMS = "file:PATH, keyvault:VAULT/SECRET or stdout";

/** @throws {UsageError} for anything but `file:PATH`, `keyvault:VAULT/SECRET` or `stdout` */
export function parsePasswordDestination(
  text: string,
  cwd: string,
  platform: NodeJS.Platform = process.platform,
): PasswordDestination {
  if (text === "stdout") return { kind: "stdout" };
  if (text.startsWith("file:")) return { kind: "file", path: pathIn(text.slice("file:".length), cwd, platform) };
  if (text.startsWith("keyvault:")) return { kind: "keyvault", ...secretIn(text.slice("keyvault:".length)) };
  throw refused(
    "What was named is no place for a password; it is not repeated here, since it may be one.",
    `Use --password-to ${FORMS}: passwords are made here, and none is taken from a command line.`,
  );
}

/** Nothing is read or sent before the destination is asked for something. */
export function openDestination(place: PasswordDestination, means: SecretMeans): SecretDestination {
  if (place.kind === "stdout") return stdoutDestination(means);
  return place.kind === "file" ? fileDestination(place.path, means) : keyVaultDestination(place, means);
}

/**
 * Names that Windows keeps for devices whatever their extension, and characters that it takes in no name: a colon would
 * begin a stream of another file ("Naming Files, Paths, and Namespaces").
 */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(\.|$)/i;

function pathIn(text: string, cwd: string, platform: NodeJS.Platform): string {
  const paths = platform === "win32" ? win32 : posix;
  if (text === "") throw refused("file: names no file.", "Use --password-to file:PATH");
  if (text.includes("\0")) throw refused("A file's name holds no zero byte.", "Use --password-to file:PATH");
  if (/^~([\\/]|$)/.test(text))
    throw refused(
      "No shell expands ~ after file: and this program does not, either.",
      "Write the whole path, or one from the current folder on: --password-to file:PATH",
    );
  const isFolder =
    /\/$/.test(text) || (platform === "win32" && /\\$/.test(text)) || [".", ".."].includes(paths.basename(text));
  if (isFolder) throw refused("file: names a folder, not a file.", "Add the file's name: --password-to file:PATH");
  const path = paths.resolve(cwd, text);
  const name = paths.basename(path);
  const rest = path.slice(paths.parse(path).root.length);
  if (platform === "win32" && (DEVICE.test(name) || /^\\\\[.?]\\/.test(path)))
    throw refused("Windows keeps that name for a device.", "Name another file: --password-to file:PATH");
  if (platform === "win32" && (/[<>:"|?*]/.test(rest) || hasControls(rest) || /[ .]$/.test(name)))
    throw refused(
      'Windows takes no file name with one of < > : " | ? * in it, or with a space or a dot at its end.',
      "Name another file: --password-to file:PATH",
    );
  return path;
}

function hasControls(text: string): boolean {
  return text.split("").some((character) => character < " ");
}

/** Sources: "Naming rules and restrictions for Azure resources" (Microsoft.KeyVault); Key Vault REST API, "Set Secret". */
function secretIn(text: string): { readonly vault: string; readonly secret: string } {
  const address = /^(?:https:\/\/)?([a-z0-9-]+)\.vault[.a-z]*\/(?:secrets\/)?([A-Za-z0-9-]+)(?:\/[0-9a-f]*)?$/i.exec(
    text,
  );
  if (address !== null)
    throw refused(
      "keyvault: wants the vault's name and the secret's, not an address.",
      `Use --password-to keyvault:${address[1]}/${address[2]}`,
    );
  const [vault = "", secret = "", ...more] = text.split("/");
  if (secret === "" || more.length > 0)
    throw refused("keyvault: names no vault and secret.", "Use --password-to keyvault:VAULT/SECRET");
  if (!/^[a-z](?:-?[a-z0-9])+$/i.test(vault) || vault.length < 3 || vault.length > 24)
    throw refused(
      "No key vault has such a name: 3 to 24 letters, digits and single hyphens, a letter first.",
      "Use --password-to keyvault:VAULT/SECRET with the vault's name, without its domain",
    );
  if (!/^[A-Za-z0-9-]+$/.test(secret) || passSecretOf(secret).length > 127)
    throw refused(
      "No secret can have such a name: letters, digits and hyphens, 122 at most, since -pass is added for a pass.",
      "Use --password-to keyvault:VAULT/SECRET with another name",
    );
  return { vault: vault.toLowerCase(), secret };
}

function refused(message: string, remedy: string): UsageError {
  return new UsageError(message, { code: "password-destination", remedy });
}
