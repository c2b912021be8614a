import type { Journals } from "../../changes/journal.js";
import type { RunRecord } from "../../shapes/run.js";
import { placeIn } from "../earlier-password.js";
import { readableRun } from "../readable-run.js";
import type { LeftBy, SecretNeed } from "./secret-destination.js";

export interface Whereabouts {
  readonly tenantId: string;
  readonly command: string;
  /** The account's name. */
  readonly subject: string;
  /** What `describe` says of the destination: the journals' wishes name it so, under `passwordTo`. */
  readonly passwordTo: string;
  readonly password: SecretNeed["password"];
}

/**
 * The newest run that was to put a password there. It had looked at the place before it was journaled, and stored the
 * password after that: so what is there is what it has left. Only for the purpose that it was made for it serves again: what
 * a new account has got is nothing to reset it to.
 */
export async function leftBy(journals: Journals, about: Whereabouts): Promise<LeftBy> {
  for (const runId of [...(await journals.list())].reverse()) {
    const run = await readableRun(journals, runId);
    if (run === null || placeIn(run) !== about.passwordTo) continue;
    const purposes = purposesOf(run);
    if (purposes.length === 0) continue;
    const isCut = run.state !== "finished" && isOurs(run, about) && purposes.some((one) => one === about.password);
    return { kind: isCut ? "cut-run" : "other-run", runId };
  }
  return { kind: "nobody" };
}

type Purpose = NonNullable<SecretNeed["password"]>;

function purposesOf({ plan, steps }: RunRecord): readonly Purpose[] {
  return [...plan, ...steps.map(({ change }) => change)].flatMap(({ kind }) =>
    kind === "create-user" ? ["new-account"] : kind === "reset-password" ? ["reset"] : [],
  );
}

function isOurs(run: RunRecord, { tenantId, command, subject }: Whereabouts): boolean {
  return run.head.tenantId === tenantId && run.command === command && run.subject === subject;
}
