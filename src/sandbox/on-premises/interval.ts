// How often a server's cycles take place.
import type { SyncServer } from "../store/tenant-state.js";
import { parseDuration } from "./duration.js";

export const CYCLE_MS = 30 * 60_000;

/** Of the server's schedule; at least half an hour, which is the shortest that the service allows. */
export function intervalMs({ interval }: Pick<SyncServer, "interval">): number {
  return Math.max(CYCLE_MS, parseDuration(interval) ?? CYCLE_MS);
}
