// The evaluator with one place of its source changed, compiled anew.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Evaluator } from "./agreement.js";

const EVALUATOR = fileURLToPath(new URL("../../src/conditional-access/", import.meta.url));

export interface Mutation {
  /** In src/conditional-access. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Throws where the text to be changed is not there exactly once: a list of mutations must not rot unseen. */
export async function mutatedEvaluator(mutation: Mutation | null, folder: string): Promise<Evaluator> {
  const outfile = path.join(folder, "evaluator.mjs");
  await build({
    ...{ entryPoints: [path.join(EVALUATOR, "binding.ts")], outfile, bundle: true, platform: "node", format: "esm" },
    plugins: mutation === null ? [] : [pluginOf(mutation)],
  });
  const { bindingOf } = (await import(pathToFileURL(outfile).href)) as { readonly bindingOf: Evaluator };
  return bindingOf;
}

function pluginOf({ file, from, to }: Mutation): import("esbuild").Plugin {
  const whole = path.join(EVALUATOR, file);
  const source = readFileSync(whole, "utf8");
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} holds ${times} times what is to be changed: ${from}`);
  const contents = source.replace(from, () => to);
  return {
    name: "mutation",
    setup(bundler) {
      // esbuild's own kind of expressions knows no flag.
      bundler.onLoad({ filter: /\.ts$/ }, (loaded) =>
        path.resolve(loaded.path) === whole ? { contents, loader: "ts" } : undefined,
      );
    },
  };
}
