import type { Command } from "commander";
import type { Context } from "../context.js";
import { withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

export function loginCommand(command: Command, context: Context): Command {
  command.action(async (options: CommonOptions) => {
    const [{ inSession }, { openSessionStore }, { whatGoesBefore }, { hiddenByVariables }, { readEnvironment }] =
      await Promise.all([
        import("../in-session.js"),
        import("../session-store.js"),
        import("../sign-in-choice.js"),
        import("../passed-over.js"),
        import("../environment.js"),
      ]);
    const { world } = context;
    await inSession(
      options,
      context,
      () => import("../../commands/login.js"),
      async ({ login }, session, settings, { choice, clientId }) =>
        login(session, {
          dryRun: options.dryRun === true,
          kind: choice.kind === "browser" ? "browser" : "device-code",
          clientId: clientId ?? "",
          tenant: settings.tenant ?? "",
          store: await openSessionStore(settings, context, session.signal),
          notesOn: (saved) => [
            ...whatGoesBefore(settings, world.environment, options.auth !== undefined),
            ...hiddenByVariables(saved, readEnvironment(world, options.envFile), settings.sandboxDir !== undefined),
          ],
          ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
        }),
      "login",
    );
  });
  return withExamples(withCommonOptions(command), [
    ["aadc-cloud login --tenant contoso.com --client-id ID", "by browser or code"],
    ["aadc-cloud login --tenant contoso.com --client-id ID --auth device-code", "over SSH"],
    ["aadc-cloud login --sandbox", "an emulated tenant"],
  ]);
}
