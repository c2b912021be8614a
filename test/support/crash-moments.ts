// The moments of a command at which it is cut.
import type { Variant, Whole } from "./crash-matrix.js";
import { isWrite } from "./is-write.js";
import type { Moment } from "./moments.js";
import { thoseAndEveryNth } from "./sampled.js";

/**
 * The moments at which the command is cut, counted as `dieAt` does. Who dies while he reads leaves what he leaves before or
 * after: variants other than those that are cut in full are not cut there.
 */
export function momentsOf({ moments }: Whole, { isCutInFull = false }: Variant): readonly number[] {
  return momentsWhere(moments, ({ what }) => isCutInFull || !/^(?:GET|POST login|POST \S+\/evaluate$)/.test(what));
}

export function momentsWhere(moments: readonly Moment[], chosen: (moment: Moment) => boolean): readonly number[] {
  return moments.filter(({ kind }) => kind !== "sync").flatMap((moment, index) => (chosen(moment) ? [index + 1] : []));
}

/** For each write to the tenant: its intent was in the journal, and synced to the disk, before it was sent. */
export function unsyncedWrites(moments: readonly Moment[]): readonly string[] {
  return moments.flatMap(({ kind, what }, index) => {
    const [method = "", url = ""] = what.split(" ");
    if (kind !== "request" || !/^(?:graph|management)\./u.test(url) || !isWrite({ method, url })) return [];
    const before = moments.slice(0, index);
    const written = before.findLastIndex((one) => one.kind === "write" && one.what.includes(".jsonl"));
    const [file = "", entry = ""] = before[written]?.what.split(" ") ?? [];
    const synced = before.slice(written).some((one) => one.kind === "sync" && one.what === file);
    return synced && entry === "intent" ? [] : [what];
  });
}

/** Before and after every request that writes, at every line of the journal, and at every n-th of the others. */
export function sampledMoments(whole: Whole, variant: Variant, n: number): readonly number[] {
  const decisive = new Set(momentsWhere(whole.moments, isDecisive));
  return thoseAndEveryNth(momentsOf(whole, variant), (moment) => decisive.has(moment), n, variant.title);
}

function isDecisive({ kind, what }: Moment): boolean {
  if (kind === "request" || kind === "answer") return /^(?:POST|PATCH|PUT|DELETE) (?:graph|management)\./u.test(what);
  return (kind === "half-written" || (kind === "write" && !isAfterAnswer(what))) && /\.jsonl [a-z]/u.test(what);
}

/** Who dies before the answer is noted leaves what he leaves when it has just come, which is tried. */
function isAfterAnswer(what: string): boolean {
  return what.endsWith(" sent");
}
