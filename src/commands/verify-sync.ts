import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import { CHECKS } from "../sync/verdict.js";
import { collectSnapshot } from "./collect-snapshot.js";
import { envelopeOf } from "./envelope.js";
import { judgeSnapshot } from "./judge-snapshot.js";
import type { Session } from "./session.js";

export interface VerifySyncOptions {
  /** Server that should be active. */
  readonly activeServer?: string;
  readonly failOn: "error" | "warning";
  /** Ids of checks whose `unknown` is accepted. */
  readonly allowUnknown: readonly string[];
  readonly ticket?: string;
}

/** Is synchronisation healthy, and which server does it? Reads only. */
export async function verifySync(session: Session, options: VerifySyncOptions): Promise<ResultOf<"verify-sync">> {
  knownChecks(options.allowUnknown);
  const snapshot = await collectSnapshot(session);
  return judgeSnapshot(
    snapshot,
    { ...options, wishes: { expectedServer: options.activeServer ?? null } },
    envelopeOf(session, snapshot.organization, options.ticket),
  );
}

/** @throws {UsageError} */
function knownChecks(ids: readonly string[]): void {
  const strange = ids.find((id) => CHECKS.every((check) => check.id !== id));
  if (strange !== undefined)
    throw new UsageError(`There is no check "${strange}".`, {
      code: "unknown-check",
      remedy: `Use ids from ${CHECKS.map(({ id }) => id).join(", ")}.`,
    });
}
