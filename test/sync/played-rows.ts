// Plays a row of expected-findings.json in a sandbox of its own, through the real command line.

import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import rows from "./expected-findings.json" with { type: "json" };

export interface Row {
  readonly name: string;
  readonly scenario: string;
  /** When the scenario begins: what is supported or announced depends on the day. */
  readonly at: string;
  readonly tenant?: string;
  readonly events?: readonly (readonly string[])[];
  readonly break?: readonly string[];
  /** Before which of the two a snapshot is saved that the findings are compared with. */
  readonly baseline?: string;
  readonly advance?: string;
  readonly wishes?: { readonly activeServer?: string };
  /** Exit code of a command that comes to no findings. */
  readonly error?: number;
  /** Everything that neither passes nor is not applicable. */
  readonly findings: Readonly<Record<string, string | undefined>>;
  readonly facts: string;
}

export const ROWS: readonly Row[] = rows;

export interface Played {
  readonly code: number;
  readonly findings: Readonly<Record<string, string>>;
  readonly told: string;
}

export async function play(row: Row): Promise<Played> {
  const stage = await startStage({ scenario: row.scenario, at: row.at });
  try {
    const baseline = await happen(stage, row);
    const wishes = row.wishes?.activeServer === undefined ? [] : ["--active-server", row.wishes.activeServer];
    return readable(await verify(stage, row, ...baseline, ...wishes));
  } finally {
    await stage.close();
  }
}

/** @returns the options that hand the baseline over */
async function happen(stage: Stage, { events = [], break: broken, advance, ...row }: Row): Promise<readonly string[]> {
  if (row.baseline === "before-events") await verify(stage, row, "--save", "before.json");
  for (const words of events) await happens(stage, words);
  if (row.baseline === "before-break") await verify(stage, row, "--save", "before.json");
  if (broken !== undefined) await happens(stage, ["break", ...broken]);
  if (advance !== undefined) await happens(stage, ["advance", advance]);
  stage.time.pass(2_000);
  return row.baseline === undefined ? [] : ["--baseline", "before.json"];
}

async function happens(stage: Stage, words: readonly string[]): Promise<void> {
  const { code, stderr } = await stage.cli(["sandbox", "do", ...words]);
  if (code !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
}

async function verify(stage: Stage, { tenant }: Pick<Row, "tenant">, ...more: readonly string[]): Promise<Outcome> {
  const where = tenant === undefined ? [] : ["--tenant", tenant];
  return stage.cli(["verify-sync", "-o", "json", ...where, ...more]);
}

function readable({ code, stdout, stderr }: Outcome): Played {
  if (!stdout.includes('"findings"')) return { code, findings: {}, told: `${stdout}${stderr}` };
  const { findings } = JSON.parse(stdout) as {
    findings: { id: string; result: string; severity: string; evidence: string }[];
  };
  const open = findings.filter(({ result }) => result === "fail" || result === "unknown");
  return {
    code,
    findings: Object.fromEntries(
      open.map(({ id, result, severity }) => [id, result === "unknown" ? result : severity]),
    ),
    told: open.map(({ id, evidence }) => `${id}: ${evidence}`).join("\n"),
  };
}
