import type { Command } from "commander";
import type { Context } from "../context.js";
import { withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

export function whoamiCommand(command: Command, context: Context): Command {
  command.action(async (options: CommonOptions) => {
    const [{ inSession }, { hasSavedSessions, openSessionStore }] = await Promise.all([
      import("../in-session.js"),
      import("../session-store.js"),
    ]);
    await inSession(
      options,
      context,
      () => import("../../commands/whoami.js"),
      async ({ whoami }, session, settings, { choice }) =>
        whoami(session, {
          stateDir: settings.stateDir,
          store: hasSavedSessions(settings) ? await openSessionStore(settings, context, session.signal) : undefined,
          used: choice.session,
          ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
        }),
      "look",
    );
  });
  return withExamples(withCommonOptions(command), [
    ["aadc-cloud whoami", "of the only tenant that is signed in"],
    ["aadc-cloud whoami --tenant contoso.onmicrosoft.com", "of this one"],
    ["aadc-cloud whoami -o json --query signIn.permissions", "for a pipeline"],
  ]);
}
