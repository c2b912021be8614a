// Where a secret could have got to: every form in which requests, logs and files write text.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The secret raw, JSON-escaped, percent-encoded, as a form writes it, and in base64 of either alphabet. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret, "utf8")]);
    // What stands before or after it changes the first and the last digits.
    return bytes
      .toString("base64")
      .replace(/=+$/, "")
      .slice(shift === 0 ? 0 : 4, -2);
  });
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** The names of the places that hold the secret in any form. */
export function placesWith(secret: string, places: Readonly<Record<string, string>>): readonly string[] {
  const forms = formsOf(secret);
  return Object.entries(places)
    .filter(([, text]) => forms.some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** Every file below a folder, by its path in there. */
export function filesBelow(folder: string, ignored: readonly string[] = []): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !ignored.includes(path.basename(file)));
  return Object.fromEntries(names.map((file) => [path.relative(folder, file), readFileSync(file, "utf8")]));
}
