// The emulated tenant. The one place of the product that loads the sandbox, and only when it is asked for.
import { Command } from "commander";
import { data } from "../../report/render.js";
import { AadcError, GuardError, ServiceError, UsageError } from "../../shapes/errors.js";
import { readEnvironment } from "../environment.js";
import { write } from "../in-session.js";
import { type CommonOptions, withOutputOptions } from "../options.js";
import type { Context } from "../run.js";
import { sandboxDirOf } from "../settings.js";

interface StartOptions extends CommonOptions {
  readonly scenario?: string;
  readonly port?: string;
  readonly latency?: string;
  readonly idleExit?: string;
}

const EVENTS = `
Events:
  install-server NAME --version V [--staging]   set-staging NAME on|off   swap OLD NEW
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

type Control = typeof import("../../sandbox/control.js");

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
    const { world } = context;
    await translated(async () => {
      const { startSandbox } = await import("../../sandbox/start.js");
      const numbers = {
        port: wholeNumber("--port", options.port, 65_535),
        latencyMs: wholeNumber("--latency", options.latency, 60_000),
        idleExitSeconds: wholeNumber("--idle-exit", options.idleExit, 31_536_000),
      };
      const running = await startSandbox({
        dir: folderOf(options, context),
        ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
        ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
      });
      const { clients: _clients, users: _users, ...shown } = running.info;
      world.stdout.write(`${JSON.stringify(shown)}\n`);
      const stop = () => void running.stop();
      world.signal.addEventListener("abort", stop, { once: true });
      await running.ended;
    });
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
  const result = await translated(async () =>
    action(folderOf(options, context), await import("../../sandbox/control.js")),
  );
  const format = options.output === "yaml" ? "yaml" : "json";
  await write(await data(result, format, options.query), options.out, context.world);
}

function folderOf(options: CommonOptions, { world }: Context): string {
  const environment = readEnvironment(world, options.envFile);
  return sandboxDirOf({ ...options, sandbox: true }, environment, world) ?? world.cwd;
}

/** The sandbox has an error class of its own, since it imports nothing from the product. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "SandboxError" || error instanceof AadcError) throw error;
    const { code, remedy } = error as Error & { readonly code: string; readonly remedy: string };
    const details = { code: `sandbox-${code}`, remedy, cause: error };
    if (code === "failed") throw new ServiceError(error.message, details);
    throw code === "locked" ? new GuardError(error.message, details) : new UsageError(error.message, details);
  }
}

function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new UsageError(`${option} takes a whole number from 0 to ${most}, not "${text}".`, {
    code: "bad-number",
    remedy: "Add --help to see what the command takes.",
  });
}
