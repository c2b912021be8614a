// The scheduled check: the very verify-sync of the command line, on a timer.
import type { InvocationContext, Timer } from "@azure/functions";
import type { VerifySyncOptions } from "../commands/verify-sync.js";
import type { ResultOf } from "../report/result-schemas.js";
import { AadcError, DeadlineError } from "../shapes/errors.js";

/** What the handler needs; handed in, so that it runs without a Functions host. */
export interface VerifyServices {
  /** Signs in, runs verify-sync, closes. */
  readonly verify: (options: VerifySyncOptions, signal: AbortSignal) => Promise<ResultOf<"verify-sync">>;
  readonly activeServer: string | undefined;
}

type Log = Pick<InvocationContext, "log" | "warn" | "error">;

/** Azure ends a timer's function after ten minutes on most plans; the check ends before that and says why. */
const DEADLINE_MS = 9 * 60_000;

/**
 * Logs the verdict and each finding that is not in order, as objects. Rejects when the check itself could not be made,
 * so that the host counts the invocation as failed.
 */
export function createVerifyHandler(services: VerifyServices) {
  return async (due: Pick<Timer, "isPastDue">, context: Log): Promise<void> => {
    if (due.isPastDue) context.warn("The schedule was missed; running late.");
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(late()), DEADLINE_MS);
    const result = await services
      .verify(
        {
          failOn: "error",
          allowUnknown: [],
          ...(services.activeServer === undefined ? {} : { activeServer: services.activeServer }),
        },
        limit.signal,
      )
      .catch((error: unknown) => {
        if (error instanceof AadcError)
          context.error({
            event: "verify-sync-failed",
            code: error.code,
            message: error.message,
            remedy: error.remedy,
          });
        throw error;
      })
      .finally(() => clearTimeout(timer));
    const { tenantId, at, verdict, summary, findings } = result;
    const say = verdict === "pass" ? context.log : context.error;
    say.call(context, { event: "verify-sync", tenantId, at, verdict, summary });
    for (const { id, severity, result: outcome, evidence, remedy } of findings)
      if (outcome === "fail" || outcome === "unknown")
        context.warn({ event: "finding", tenantId, id, severity, result: outcome, evidence, remedy });
  };
}

function late(): DeadlineError {
  return new DeadlineError(`The check did not end within ${DEADLINE_MS / 60_000} minutes.`, {
    code: "deadline",
    remedy: "Look at the network and at Microsoft's service health; the next run tries again.",
  });
}
