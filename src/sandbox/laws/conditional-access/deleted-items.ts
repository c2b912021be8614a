// Deleted policies and locations can be brought back for a while: "policyDeletableItem resource type".
import type { CloudName } from "../../hosts.js";

const THIRTY_DAYS = 30 * 24 * 3_600_000;

/**
 * Every deletion is a soft one, but v1.0 of US Government and China has no path to what was deleted: their metadata
 * knows no `deletedItems`. That beta has it there is a choice.
 */
export function hasDeletedItemsPath(cloud: CloudName, version: "v1.0" | "beta"): boolean {
  return cloud === "public" || version === "beta";
}

/** @param now tenant time in milliseconds */
export function isRestorable({ deletedDateTime }: { readonly deletedDateTime: string }, now: number): boolean {
  return now - Date.parse(deletedDateTime) < THIRTY_DAYS;
}
