// The only way in which a test removes a folder (ESLint sees to it): what a sandbox recorded in it is kept for
// `npm run contract`, which compares it with Microsoft's schemas.
import { randomUUID } from "node:crypto";
import { copyFileSync, type Dirent, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

const LOG = "requests.jsonl";

/**
 * Removes a folder and everything below it; one that is not there is no error. When the environment variable
 * AADC_RECORD_DIR names a folder, every request log below `dir` is copied there first, under a name of its own.
 */
export function removeFolder(dir: string, { recordDir = process.env["AADC_RECORD_DIR"] } = {}): void {
  if (recordDir !== undefined && recordDir !== "") {
    mkdirSync(recordDir, { recursive: true });
    for (const log of requestLogs(dir)) copyFileSync(log, path.join(recordDir, `${randomUUID()}.jsonl`));
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

function requestLogs(dir: string): readonly string[] {
  return entries(dir).flatMap((entry) => {
    const where = path.join(dir, entry.name);
    if (entry.isDirectory()) return requestLogs(where);
    return entry.name === LOG ? [where] : [];
  });
}

function entries(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
