// The commands of the emulated tenant.
import path from "node:path";
import { Command } from "commander";
import type { Context } from "../context.js";
import { type CommonOptions, withOutputOptions } from "../options.js";
import type { Control, StartOptions } from "../sandbox-actions.js";
import type { World } from "../world.js";

const EVENTS = `
Events:
  install-server NAME --version V [--staging] [--identity legacy|application] [--address IP] [--pta]
  set-staging NAME on|off    swap OLD NEW
  switch-identity NAME application|legacy
  stop-server NAME    start-server NAME    uninstall-server NAME
  set-interval NAME 1h    set-address NAME IP
  install-agent NAME    remove-agent NAME    pass-through authentication
  sync                one cycle of every running server
  advance 30m         let time pass, with the cycles that fall into it
  change N    delete N    change-user UPN [ATTRIBUTE VALUE]
                      what waits in the forest for the next export
  break [KIND [NAME]] put something out of order; without a kind: the list of kinds
  mend [KIND [NAME]]  put it right again; without a kind: what is broken
  A last word @DOMAIN chooses the tenant where there are several.`;

const SCENARIOS = `
Scenarios:
  contoso-v1        version 1, stopped by Microsoft; the new server in staging mode
  fabrikam-app      both servers sign in as applications; P2
  tailspin-free     no premium licence, security defaults
  northwind-large   500,000 users, 200 policies
  adatum-msp        a service provider and 24 customers
  wingtip-usgov     the US Government cloud
  rogue-server      two servers export in turn`;

const FAULTS = `
Faults: rules of host, method, path, nth or probability, and a kind:
  status, reset, hang, truncated, html, stale, repeated-page, clock-skew, expired-token
  (docs/sandbox.md describes them)

Examples:
  aadc-cloud sandbox start --scenario fabrikam-app
  aadc-cloud sandbox start --faults "path=/v1.0/users*,nth=1 2,kind=status,status=429"
  aadc-cloud sandbox start --faults "host=arm,method=DELETE,kind=reset,work=done"
  aadc-cloud sandbox start --lag "user=2 reads,policy=5s"`;

export function sandboxCommand(command: Command, context: Context): Command {
  return command
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
    .option("--scenario <NAME|FILE>", "what the tenant is like at the beginning")
    .addHelpText("after", SCENARIOS);
  return sandboxOptions(command).action((options: StartOptions) =>
    withControl(options, context, (folder, { resetSandbox }) =>
      resetSandbox(folder, scenarioIn(context.world, options.scenario)),
    ),
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
    .option("--scenario <NAME|FILE>", "what the tenant is like at the beginning")
    .option("--port <N>", "port (default: any free one)")
    .option("--latency <MS>", "how long each answer takes")
    .option("--faults <SPEC>", "what goes wrong with which requests, see below; or a file of rules")
    .option("--seed <N>", "of what is left to chance in the faults (default 0)")
    .option("--lag <SPEC>", "how late changes are seen, see below")
    .option("--reachable-from-the-network", "listen on all addresses: anybody there can use the tenant")
    .option("--idle-exit <SECONDS>", "end by itself after so long without a request")
    .addHelpText("after", `${SCENARIOS}\n${FAULTS}`);
  return sandboxOptions(command).action(async (options: StartOptions) => {
    const { serveSandbox } = await import("../sandbox-actions.js");
    const scenario = scenarioIn(context.world, options.scenario);
    await serveSandbox({ ...options, ...(scenario === undefined ? {} : { scenario }) }, context.world);
  });
}

function sandboxOptions(command: Command): Command {
  return withOutputOptions(command).option(
    "--sandbox-dir <DIR>",
    "its folder (AADC_SANDBOX_DIR; default .aadc-sandbox)",
  );
}

/** A file is meant from the folder one stands in; names of scenarios have neither dot nor slash. */
function scenarioIn(world: World, scenario: string | undefined): string | undefined {
  return scenario === undefined || !/[\\/.]/.test(scenario) ? scenario : path.resolve(world.cwd, scenario);
}

async function withControl(
  options: CommonOptions,
  context: Context,
  action: (folder: string, control: Control) => Promise<unknown>,
): Promise<void> {
  const { controlSandbox } = await import("../sandbox-actions.js");
  await controlSandbox(options, context.world, action);
}
