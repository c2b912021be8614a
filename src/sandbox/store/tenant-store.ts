import { readFile } from "node:fs/promises";
import { corruptFile } from "../sandbox-error.js";
import { errorCode, writeAtomically } from "./atomic-file.js";
import { type Tenant, type TenantState, tenantStateSchema } from "./tenant-state.js";

/** The tenant in memory, and on disk before anybody is told of a change. */
export interface TenantStore {
  readonly tenant: Tenant;
  /** The tenant's own time in milliseconds since the epoch: wall clock plus the offset kept in the folder. */
  tenantNow(): number;
  /**
   * Runs `work` on a copy, writes the copy to disk, and only then shows it to readers. When `work` throws,
   * nothing has changed. Changes happen one after another.
   */
  change<T>(work: (draft: TenantState) => T): Promise<T>;
}

export function openTenantStore(file: string, initial: TenantState, wallClock: () => number): TenantStore {
  let tenant = initial;
  let last: Promise<unknown> = Promise.resolve();
  return {
    get tenant() {
      return tenant;
    },
    tenantNow: () => wallClock() + tenant.clockOffsetMs,
    change(work) {
      const done = last.then(async () => {
        const draft = structuredClone(tenant);
        const result = work(draft);
        await writeTenantState(file, draft);
        tenant = draft;
        return result;
      });
      last = done.catch(() => undefined);
      return done;
    },
  };
}

export async function writeTenantState(file: string, state: TenantState): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(state)}\n`, 0o600);
}

/** `undefined` when the folder holds no tenant yet; a SandboxError `corrupt` when it holds one that cannot be read. */
export async function readTenantState(file: string): Promise<TenantState | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  return parseTenantState(file, text);
}

function parseTenantState(file: string, text: string): TenantState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw corruptFile(file, "it is no JSON.", error);
  }
  const parsed = tenantStateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : ` (${issue.path.join(".") || "top level"}: ${issue.message})`;
  throw corruptFile(file, `it does not have the form of this version${where}.`, parsed.error);
}
