// The log entries that a change request foretells, and those that the tenant then writes.
import { expect } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { Stage } from "./cli-stage.js";

interface Row {
  readonly activity: string;
  readonly service: string;
  readonly times: number;
  readonly always: boolean;
}

/** Connect Health's removals stand there, and not in the log of the directory. */
const AZURE = "Azure directory activity log";

/** Asks for a change as a document, makes it, and compares what was foretold with what was logged. */
export async function expectForetold(stage: Stage, argv: readonly string[]): Promise<void> {
  const asked = await stage.cli([...argv, "--dry-run", "-o", "md"]);
  expect(asked).toMatchObject({ code: 0 });
  const rows = foretoldIn(asked.stdout);
  expect(rows.length).toBeGreaterThan(0);
  const had = (await loggedIn(stage)).length;
  const done = await stage.cli([...argv, "--yes", "-o", "md"]);
  expect(done).toMatchObject({ code: 0 });
  // The record afterwards tells the same.
  expect(foretoldIn(done.stdout)).toEqual(rows);
  const left = (await loggedIn(stage)).slice(had);
  for (const { activity, times } of rows.filter((row) => row.always && row.service !== AZURE))
    for (let count = 0; count < times; count += 1) {
      const index = left.indexOf(activity);
      expect([activity, index >= 0]).toEqual([activity, true]);
      left.splice(index, 1);
    }
  const perhaps = rows.filter(({ always }) => !always).map(({ activity }) => activity);
  expect(left.filter((activity) => !perhaps.includes(activity))).toEqual([]);
}

async function loggedIn({ dir }: Stage): Promise<readonly string[]> {
  const { state } = (await readSandboxState(dir)) ?? {};
  return (state?.tenants[0]?.directoryAudits ?? []).map((one) => String(one["activityDisplayName"]));
}

/** The rows of the table of log entries in a change request as Markdown. */
function foretoldIn(markdown: string): readonly Row[] {
  const [, table = ""] = markdown.split("| Activity | Service | How many | When |\n");
  const rows = table.split("\n\n")[0]?.split("\n").slice(1) ?? [];
  return rows.map((row) => {
    const [activity = "", service = "", times = "", when = ""] = row
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.replace(/\\(.)/g, "$1"));
    return { activity, service, times: Number(times), always: when === "always" };
  });
}
