// What is asked of `cleanup-health`, judged before anybody signs in.
import { UsageError } from "../shapes/errors.js";

interface HealthWishes {
  readonly servers: readonly string[];
  readonly attested?: readonly string[];
  readonly disableOnly?: boolean;
  readonly reason?: string;
  readonly staleAfterMs: number;
}

/** A server is down for hours when it is patched or moved; what is removed cannot be brought back. */
const SHORTEST_MS = 6 * 3_600_000;

/** @throws {UsageError} */
export function checkHealthWishes({
  servers,
  attested = [],
  disableOnly = false,
  reason,
  staleAfterMs,
}: HealthWishes): void {
  if (servers.length > 0 && staleAfterMs < SHORTEST_MS)
    throw new UsageError("--stale-after is too short for a removal: a server that restarts would look gone.", {
      code: "stale-after-too-short",
      remedy: "Give 6h or longer, or leave it out: 2d.",
    });
  if (servers.length === 0 && (attested.length > 0 || disableOnly))
    throw new UsageError(`${disableOnly ? "--disable-only" : "--attest"} needs a server.`, {
      code: "server-missing",
      remedy: "Name it with --server; without it the servers are only listed.",
    });
  if (attested.length > 0 && reason === undefined)
    throw new UsageError("--attest needs a reason.", {
      code: "reason-missing",
      remedy: 'Say how it is known that the server is gone: --reason "VM deleted 2026-11-20"',
    });
}
