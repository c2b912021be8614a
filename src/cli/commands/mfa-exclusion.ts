import type { Command } from "commander";
import type { Context } from "../context.js";
import { mfaExclusionAddCommand } from "./mfa-exclusion-add.js";
import { mfaExclusionRemoveCommand } from "./mfa-exclusion-remove.js";
import { mfaExclusionStatusCommand } from "./mfa-exclusion-status.js";

export function mfaExclusionCommand(command: Command, context: Context): Command {
  return command
    .helpCommand(false)
    .addCommand(mfaExclusionStatusCommand(context))
    .addCommand(mfaExclusionAddCommand(context))
    .addCommand(mfaExclusionRemoveCommand(context));
}
