import { Command } from "commander";
import type { Context } from "../context.js";
import { mfaExclusionAddCommand } from "./mfa-exclusion-add.js";
import { mfaExclusionRemoveCommand } from "./mfa-exclusion-remove.js";
import { mfaExclusionStatusCommand } from "./mfa-exclusion-status.js";

export function mfaExclusionCommand(context: Context): Command {
  return new Command("mfa-exclusion")
    .description("Which Conditional Access policies bind the sync identities; exclude with care, and take back.")
    .helpCommand(false)
    .addCommand(mfaExclusionStatusCommand(context))
    .addCommand(mfaExclusionAddCommand(context))
    .addCommand(mfaExclusionRemoveCommand(context));
}
