import { Argument, type Command } from "commander";
import type { Context } from "../context.js";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
type Shell = (typeof SHELLS)[number];

/** As each shell wants it. */
const HOW = `
Turning it on:
  source <(aadc-cloud completion bash)                             in ~/.bashrc
  aadc-cloud completion zsh > "\${fpath[1]}/_aadc-cloud"            once, then a new shell
  aadc-cloud completion fish > ~/.config/fish/completions/aadc-cloud.fish
  aadc-cloud completion powershell | Out-String | Invoke-Expression   in $PROFILE`;

/** @param whole makes the command line with the options of all its commands */
export function completionCommand(command: Command, { world }: Context, whole: () => Command): Command {
  return command
    .addArgument(new Argument("<shell>", "whose script is printed").choices(SHELLS))
    .addHelpText("after", HOW)
    .action(async (shell: Shell) => {
      const { placesOf } = await import("../completion/command-table.js");
      const places = placesOf(whole());
      world.stdout.write((await scriptOf(shell))(places));
    });
}

async function scriptOf(shell: Shell) {
  switch (shell) {
    case "bash":
      return (await import("../completion/bash.js")).bashScript;
    case "zsh":
      return (await import("../completion/zsh.js")).zshScript;
    case "fish":
      return (await import("../completion/fish.js")).fishScript;
    case "powershell":
      return (await import("../completion/powershell.js")).powershellScript;
  }
}
