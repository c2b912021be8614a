// The commands of the emulated tenant.
import { Command } from "commander";
import type { Context } from "../context.js";
import { type CommonOptions, withOutputOptions } from "../options.js";
import type { Control, StartOptions } from "../sandbox-actions.js";

const EVENTS = `
Events:
  install-server NAME --version V [--staging] [--identity legacy|application]
  set-staging NAME on|off    swap OLD NEW
  stop-server NAME    start-server NAME    uninstall-server NAME
  sync                one cycle of every running server
  advance 30m         let time pass, with the cycles that fall into it`;

export function sandboxCommand(context: Context): Command {
  return new Command("sandbox")
    .description("The emulated tenant: a place to rehearse, and to test against.")
    .enablePositionalOptions()
    .helpCommand(false)
    .addCommand(start(context))
    .addCommand(
      leaf("status", "Is it running, and what is going on in it?", context, (folder, { sandboxStatus }) =>
        sandboxStatus(folder),
      ),
    )
    .addCommand(reset(context))
    .addCommand(play(context));
}

function leaf(
  name: string,
  description: string,
  context: Context,
  action: (folder: string, control: Control) => Promise<unknown>,
): Command {
  return sandboxOptions(new Command(name).description(description)).action((options: CommonOptions) =>
    withControl(options, context, action),
  );
}

function reset(context: Context): Command {
  const command = new Command("reset")
    .description("Make the tenant anew, and empty the journals of its runs. Mends a corrupt folder.")
    .option("--scenario <NAME>", "what the tenant is like at the beginning");
  return sandboxOptions(command).action((options: StartOptions) =>
    withControl(options, context, (folder, { resetSandbox }) => resetSandbox(folder, options.scenario)),
  );
}

function play(context: Context): Command {
  const command = new Command("do")
    .description("Play something that happens on the premises.")
    .argument("<event...>", "see below")
    .allowUnknownOption()
    .addHelpText("after", EVENTS);
  return sandboxOptions(command).action((words: readonly string[], options: CommonOptions) =>
    withControl(options, context, (folder, { doInSandbox }) => doInSandbox(folder, words)),
  );
}

function start(context: Context): Command {
  const command = new Command("start")
    .description("Serve the emulated tenant on 127.0.0.1 until interrupted. Prints one line of JSON when ready.")
    .option("--scenario <NAME>", "what the tenant is like at the beginning")
    .option("--port <N>", "port (default: any free one)")
    .option("--latency <MS>", "delay before each answer")
    .option("--idle-exit <SECONDS>", "end by itself after so long without a request");
  return sandboxOptions(command).action(async (options: StartOptions) => {
    const { serveSandbox } = await import("../sandbox-actions.js");
    await serveSandbox(options, context.world);
  });
}

function sandboxOptions(command: Command): Command {
  return withOutputOptions(command).option(
    "--sandbox-dir <DIR>",
    "its folder (AADC_SANDBOX_DIR; default .aadc-sandbox)",
  );
}

async function withControl(
  options: CommonOptions,
  context: Context,
  action: (folder: string, control: Control) => Promise<unknown>,
): Promise<void> {
  const { controlSandbox } = await import("../sandbox-actions.js");
  await controlSandbox(options, context.world, action);
}
