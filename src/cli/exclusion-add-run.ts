// What `mfa-exclusion add` does with its options.
import type { Command } from "commander";
import {
  checkExclusionWishes,
  type ExclusionWishes,
  NO_EXCLUSION_WISHES,
  parseExpiry,
  parseVia,
} from "../conditional-access/exclusion-wishes.js";
import { changeOptions, dialogueFor, inSession, withAgreedPlan } from "./changing.js";
import type { AddCommandOptions } from "./commands/mfa-exclusion-add.js";
import type { Context } from "./context.js";

export async function runExclusionAdd(given: AddCommandOptions, command: Command, context: Context): Promise<void> {
  const { world } = context;
  const { options, agreed } = await withAgreedPlan(given, command, ["mfa-exclusion add"], world);
  const wishes =
    agreed === undefined
      ? wishesIn(options)
      : (await import("../commands/wishes.js")).parseMfaExclusionAddWishes(agreed.wishes);
  checkExclusionWishes(wishes);
  await inSession(
    options,
    context,
    () => import("../commands/mfa-exclusion-add.js"),
    ({ mfaExclusionAdd }, session, settings) =>
      mfaExclusionAdd(
        session,
        { ...changeOptions(options, settings, world, agreed), ...wishes },
        dialogueFor(options, settings, world),
      ),
  );
}

function wishesIn(options: AddCommandOptions): ExclusionWishes {
  const { policy = [], lockTo = null, via, expires } = options;
  return {
    ...NO_EXCLUSION_WISHES,
    ...(options.for === undefined ? {} : { for: options.for }),
    ...(via === undefined ? {} : parseVia(via)),
    policies: policy,
    expiresMs: expires === undefined ? null : parseExpiry(expires),
    lockTo,
    enforce: options.enforce === true,
    acceptHuman: options.acceptHuman === true,
    acceptUnprotected: options.acceptUnprotected === true,
  };
}
