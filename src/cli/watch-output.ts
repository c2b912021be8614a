// Where each look of a watch goes: a page that is drawn anew, lines, lines of JSON, or a file that is replaced.
import { realpathSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Look, WatchListener } from "../commands/verify-watch.js";
import { replaceFile } from "../machine/replace-file.js";
import { escapeInvisible, harmlessSentence } from "../report/harmless.js";
import { render } from "../report/render.js";
import type { ResultOf } from "../report/result-schemas.js";
import { transitionLine, watchText } from "../report/watch-text.js";
import { messageOf, UsageError } from "../shapes/errors.js";
import type { Transition } from "../sync/transitions.js";
import type { CommonOptions } from "./options.js";
import { layoutFor } from "./printing.js";
import type { Settings } from "./settings.js";
import { firstFrame, frame } from "./watch-frame.js";
import type { World } from "./world.js";

export interface WatchOutput extends WatchListener {
  /** Whatever ended the watch: the terminal is as anybody expects it. */
  end(): void;
}

/** As many as are worth their lines on a page. */
const LATEST = 8;

/** @throws {UsageError} for a format that only a file can hold again and again */
export function refuseUnwatchable({ output }: Pick<Settings, "output">, { out }: CommonOptions): void {
  if (out !== undefined || output === "text" || output === "json") return;
  throw new UsageError(`--watch cannot print ${output} again and again.`, {
    code: "contradiction",
    remedy: "Add --out FILE, which is replaced at each look, or use text or json.",
  });
}

export function watchOutput(options: CommonOptions, settings: Settings, world: World, pauseMs: number): WatchOutput {
  if (options.out !== undefined) return toFile(options.out, options, settings, world);
  if (settings.output === "json" || options.query !== undefined) return toLinesOfJson(options, world);
  return world.stdout.isTerminal ? toTerminal(options, world, pauseMs) : toLines(options, world);
}

/** Of a wait whose result is printed when it is over: only what moves is told meanwhile. */
export function waitOutput(world: World): WatchOutput {
  return {
    ...sayingOn(world),
    seen: async ({ transitions }) => tellOn(world, transitions),
    end: () => undefined,
  };
}

function toFile(out: string, options: CommonOptions, settings: Settings, world: World): WatchOutput {
  const file = resolve(world.cwd, out);
  return {
    ...sayingOn(world),
    async seen(look) {
      tellOn(world, look.transitions);
      if (!("result" in look)) return;
      const layout = { ...layoutFor({ ...world.stdout, isTerminal: false }, options, world), width: 100 };
      const text = await render(look.result, settings.output, options.query, layout);
      try {
        replaceWhole(file, text);
      } catch (error) {
        throw new UsageError(`The result cannot be written: ${messageOf(error)}.`, {
          code: "out-file",
          remedy: "Name another file with --out.",
        });
      }
    },
    end: () => undefined,
  };
}

/** Whoever reads it never sees half of it. A pipe or a device has nothing to replace. */
function replaceWhole(name: string, text: string): void {
  const found = statSync(name, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) writeFileSync(name, text);
  else replaceFile(found === undefined ? name : realpathSync(name), text);
}

function toLinesOfJson({ query }: CommonOptions, world: World): WatchOutput {
  return {
    ...sayingOn(world),
    async seen(look) {
      const value = "result" in look ? await selected(look.result, query) : { error: errorOf(look.error) };
      // What a query does not find is null, too.
      world.stdout.write(`${escapeInvisible(JSON.stringify(value ?? null))}\n`);
    },
    end: () => undefined,
  };
}

function toLines(options: CommonOptions, world: World): WatchOutput {
  let isFirst = true;
  return {
    ...sayingOn(world),
    async seen(look) {
      if (isFirst && "result" in look) {
        world.stdout.write(await render(look.result, "text", undefined, layoutFor(world.stdout, options, world)));
        isFirst = false;
      }
      for (const one of look.transitions) world.stdout.write(`${transitionLine(one)}\n`);
    },
    end: () => undefined,
  };
}

/** Drawn at each look, and whenever the window gets another size. */
function toTerminal(options: CommonOptions, world: World, pauseMs: number): WatchOutput {
  const { stdout } = world;
  let shown: ResultOf<"verify-sync"> | null = null;
  let moved: readonly Transition[] = [];
  let said: readonly string[] = [];
  const draw = () => {
    if (shown === null) return;
    const layout = layoutFor(stdout, options, world);
    const notes = said.map((line) => `  ${layout.paint("quiet", harmlessSentence(line))}\n`).join("");
    stdout.write(frame(watchText({ result: shown, moved, pauseMs }, layout) + notes, stdout.rows ?? 24));
  };
  const stopListening = stdout.onResize?.(draw);
  return {
    // What stands on the same screen would be drawn over.
    say: (line) => {
      if (shown === null) world.stderr.write(`${harmlessSentence(line)}\n`);
      said = [...said, line].slice(-LATEST);
      draw();
    },
    async seen(look) {
      moved = [...moved, ...look.transitions].slice(-LATEST);
      if ("result" in look) {
        if (shown === null) stdout.write(firstFrame(stdout.rows ?? 24));
        shown = look.result;
      }
      if (shown === null) tellOn(world, look.transitions);
      draw();
    },
    end: () => stopListening?.(),
  };
}

function sayingOn({ stderr }: World): Pick<WatchListener, "say"> {
  return { say: (line) => stderr.write(`${harmlessSentence(line)}\n`) };
}

function tellOn({ stderr }: World, transitions: readonly Transition[]): void {
  for (const one of transitions) stderr.write(`${transitionLine(one)}\n`);
}

function errorOf({ code, message, remedy, requestId }: Extract<Look, { readonly error: unknown }>["error"]) {
  return { code, message, remedy, ...(requestId === undefined ? {} : { requestId }) };
}

async function selected(result: ResultOf<"verify-sync">, query: string | undefined): Promise<unknown> {
  if (query === undefined) return result;
  const { compileQuery } = await import("../report/query.js");
  return compileQuery(query)(result);
}
