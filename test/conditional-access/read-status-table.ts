// The tables in status-tables/ as data.

interface ExpectedRow {
  readonly subject: string;
  /** Names; or how many there are, where the row speaks of all of them. */
  readonly policies: readonly string[] | number;
  readonly verdict: string;
  /** Null: whatever each demands. */
  readonly controls: readonly string[] | null;
}

export interface ExpectedTenant {
  /** `{n}` in it, and in the subjects, stands for each of the numbers. */
  readonly domain: string;
  readonly numbers: readonly string[];
  readonly rows: readonly ExpectedRow[];
  /** The section "Besides": matter → what holds. */
  readonly besides: ReadonlyMap<string, string>;
}

/** Throws where the text is no such table: a row that nobody understands is not passed over. */
export function readStatusTable(text: string): readonly ExpectedTenant[] {
  const [, ...sections] = text.split(/^## Tenant /mu);
  if (sections.length === 0) throw new Error("There is no tenant in the table.");
  return sections.map((section) => {
    const [head = "", ...lines] = section.split("\n");
    const cells = lines.filter((line) => line.startsWith("|")).map(cellsOf);
    return {
      ...numbersOf(head),
      rows: below(cells, "subject", 5).map(rowOf),
      besides: new Map(below(cells, "matter", 3).map(([matter = "", holds = ""]) => [matter, holds])),
    };
  });
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, line.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());
}

/** The rows of the table that begins with this word, without its two first lines. */
function below(cells: readonly (readonly string[])[], first: string, width: number) {
  const start = cells.findIndex(([cell]) => cell === first);
  if (start === -1) return [];
  const rest = cells.slice(start + 2);
  const end = rest.findIndex((row) => row.length !== width);
  const rows = end === -1 ? rest : rest.slice(0, end);
  for (const row of rows) if (row.some((cell) => cell === "")) throw new Error(`An empty cell: ${row.join(" | ")}`);
  return rows;
}

function numbersOf(head: string) {
  const [, domain = "", from, to] = /^(\S+?)(?:, \{n\} = (\d+) to (\d+))?$/u.exec(head.trim()) ?? [];
  if (domain === "") throw new Error(`Not understood: ${head}`);
  if (from === undefined || to === undefined) return { domain, numbers: [""] };
  return { domain, numbers: [...new Set([from, to])] };
}

function rowOf([subject = "", policy = "", verdict = "", controls = ""]: readonly string[]): ExpectedRow {
  return {
    subject,
    policies: policiesOf(policy),
    verdict,
    controls: controls === "*" ? null : controls.split(", ").sort(),
  };
}

function policiesOf(cell: string): readonly string[] | number {
  const all = /^(?:every policy for users|no policy at all) \((\d+)\)$/u.exec(cell)?.[1];
  if (all !== undefined) return Number(all);
  const [, name, times] = /^(.*\{n\}.*) × (\d+)$/u.exec(cell) ?? [];
  if (name === undefined || times === undefined) return [cell];
  return Array.from({ length: Number(times) }, (_, index) =>
    name.replaceAll("{n}", String(index + 1).padStart(3, "0")),
  );
}
