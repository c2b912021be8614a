// Whether a file is a snapshot, told without reading all of it.
import { beginningOf } from "../machine/file-beginning.js";

/** As this program writes it, whatever the version: the name of its form comes first. */
const BEGINNING = /^\uFEFF?\s*\{\s*"schema"\s*:\s*"aadc-cloud\/sync-snapshot@/;

export function beginsAsSnapshot(file: string): boolean {
  return BEGINNING.test(beginningOf(file));
}
