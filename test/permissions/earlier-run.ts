// A run that somebody with all rights has made, so that an operator with few can go on from there.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import type { TestTime } from "../support/cli-time.js";
import { tenantState } from "../support/tenant-contents.js";
import type { CommandCase } from "./commands.js";

interface EarlierRun {
  /** The tenant afterwards. */
  readonly tenant: TenantState;
  /** It goes on from there. */
  readonly time: TestTime;
  putRuns(stage: Stage): void;
}

const known = new Map<NonNullable<CommandCase["earlier"]>, Promise<EarlierRun>>();

/** Made once for all that go on from it; null where nothing was done earlier. */
export async function earlierOf({ earlier }: CommandCase): Promise<EarlierRun | null> {
  if (earlier === undefined) return null;
  const run = known.get(earlier) ?? make(earlier);
  known.set(earlier, run);
  return run;
}

const runsIn = ({ dir }: Stage) => path.join(dir, "state", "runs");

async function make({ tenant, argv }: NonNullable<CommandCase["earlier"]>): Promise<EarlierRun> {
  const stage = await startStage(tenant === undefined ? {} : { tenant });
  try {
    const { code, stdout, stderr } = await stage.cli(argv);
    expect(code, stdout + stderr).toBe(0);
    const folder = runsIn(stage);
    const files = readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name))] as const);
    return {
      tenant: await tenantState(stage),
      time: stage.time,
      putRuns(other) {
        mkdirSync(runsIn(other), { recursive: true, mode: 0o700 });
        for (const [name, content] of files) writeFileSync(path.join(runsIn(other), name), content, { mode: 0o600 });
      },
    };
  } finally {
    await stage.close();
  }
}
