// verify-sync with --watch, --wait-for or --canary: what is wished, the looks, and where they go.
import type { VerifySyncOptions } from "../commands/verify-sync.js";
import { parseConditions, parsePause } from "../commands/watch-wishes.js";
import type { ResultOf } from "../report/result-schemas.js";
import { durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import type { Context } from "./context.js";
import { inSession } from "./in-session.js";
import type { CommonOptions } from "./options.js";
import { print } from "./printing.js";
import { settingsOf } from "./settings.js";
import { refuseUnwatchable, type WatchOutput, waitOutput, watchOutput } from "./watch-output.js";

export interface WatchingOptions {
  /** true: without a duration. */
  readonly watch?: string | true;
  readonly waitFor?: readonly string[];
  readonly canary?: string;
  readonly canaryPassword?: boolean;
}

/** A swap, with its first full cycle, takes less. */
const USUAL_DEADLINE = "2h";

/** @throws {UsageError} the password of nobody is to be followed */
export function refuseLonePassword(): never {
  throw new UsageError("--canary-password says that a password is followed, and not whose.", {
    code: "contradiction",
    remedy: "Add --canary UPN, or leave out --canary-password.",
  });
}

/** @returns the last result, when everything that is waited for holds */
export async function watchTenant(
  options: CommonOptions & WatchingOptions,
  context: Context,
  wishes: VerifySyncOptions,
): Promise<ResultOf<"verify-sync">> {
  const { world } = context;
  if (options.canaryPassword === true && options.canary === undefined) refuseLonePassword();
  const pauseMs = parsePause(options.watch);
  const conditions = parseConditions(options.waitFor ?? [], wishes.checks);
  const isWatch = options.watch !== undefined;
  const isWait = conditions.length > 0 || options.canary !== undefined;
  const timeout = options.timeout ?? (isWait ? USUAL_DEADLINE : undefined);
  const limited = timeout === undefined ? options : { ...options, timeout };
  const settings = settingsOf(limited, world);
  if (isWatch) refuseUnwatchable(settings, options);
  let output: WatchOutput | undefined;
  try {
    return await inSession(
      limited,
      context,
      () => import("../commands/verify-watch.js"),
      ({ watchSync }, session) => {
        output = isWatch ? watchOutput(options, settings, world, pauseMs) : waitOutput(world);
        const { canary: user, canaryPassword: password = false } = options;
        const all = {
          ...wishes,
          pauseMs,
          conditions,
          ...(user === undefined ? {} : { canary: { user, password } }),
          ...(timeout === undefined ? {} : { deadlineMs: durationOption("--timeout", timeout) }),
        };
        return watchSync(session, all, output);
      },
      "work",
      // Each look was printed already.
      isWatch ? async () => undefined : print,
    );
  } finally {
    output?.end();
  }
}
