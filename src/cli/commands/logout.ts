import type { Command } from "commander";
import type { Context } from "../context.js";
import { withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

interface Options extends CommonOptions {
  readonly all?: boolean;
}

export function logoutCommand(command: Command, context: Context): Command {
  command.option("--all", "of all tenants, unusable ones included").action(async (options: Options) => {
    const { logOut } = await import("../logging-out.js");
    await logOut(options, context);
  });
  return withExamples(withCommonOptions(command), [
    ["aadc-cloud logout", "of the only tenant that is signed in"],
    ["aadc-cloud logout --tenant contoso.onmicrosoft.com", "of this one"],
    ["aadc-cloud logout --all", "of all"],
  ]);
}
