import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { removeFolder } from "./recorded-folder.js";

/** A folder of its own that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-cloud-test-"));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** Writes a file into a temporary folder and gives its path. */
export function temporaryFile(name: string, text: string, mode = 0o600): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, text, { mode });
  return file;
}
