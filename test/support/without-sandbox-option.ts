// The command line on a sandbox of which it knows nothing: a proxy leads there, and its certificate is trusted, as it may
// be within a company. So --tenant, --client-id and the rest are needed as they are at Microsoft's.
import { onTestFinished } from "vitest";
import { type Outcome, runIn, type Stage } from "./cli-stage.js";
import type { TestWorldOptions } from "./cli-world.js";
import { startProxy } from "./connect-proxy.js";
import { temporaryFolder } from "./temporary-folder.js";

export interface Outside {
  readonly stateDir: string;
  readonly cli: (argv: readonly string[], options?: Partial<TestWorldOptions>) => Promise<Outcome>;
}

/** @param stateDir shared by several; without it a new one */
export async function outside({ sandbox, time }: Stage, stateDir = temporaryFolder()): Promise<Outside> {
  const { port, caFile } = sandbox.info;
  const proxy = await startProxy({ port });
  onTestFinished(() => proxy.close());
  const cwd = temporaryFolder();
  return {
    stateDir,
    cli: (argv, { environment, ...options } = {}) =>
      runIn(argv, {
        cwd,
        time,
        environment: {
          HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
          AADC_CA_FILE: caFile,
          AADC_STATE_DIR: stateDir,
          ...environment,
        },
        ...options,
      }),
  };
}
