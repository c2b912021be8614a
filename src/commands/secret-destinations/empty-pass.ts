// A place that was made ready for a pass which was never made.
import { lstatSync, readFileSync, unlinkSync } from "node:fs";
import { emptyPassText } from "./pass-text.js";

const FILE = "file:";

/**
 * Removes it, where it is a file; told is what has to be looked at by a person. Nothing else is ever removed.
 * @param place of the password, as it is typed, a file's path absolute
 * @returns one sentence, or none
 */
export function giveUpEmptyPass(place: string, userPrincipalName: string): readonly string[] {
  if (place.startsWith("keyvault:"))
    return [`The secret ${place.slice("keyvault:".length)}-pass was made ready, and no pass came: it holds none.`];
  if (!place.startsWith(FILE)) return [];
  const path = `${place.slice(FILE.length)}.pass`;
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return [];
    if (readFileSync(path, "utf8") !== emptyPassText(userPrincipalName)) return [];
    unlinkSync(path);
    return [];
  } catch {
    return [`${path} was made ready for a pass that never came, and could not be removed.`];
  }
}
