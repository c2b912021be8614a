// When synchronisation ran, by the snapshots that were saved: a course of time instead of one moment.
import { parseTime } from "../shapes/time.js";
import type { Block } from "./document.js";
import type { ResultOf } from "./result-schemas.js";

/** Left out where no time is known at all. */
export function historyBlocks({ history = [], at, sync }: ResultOf<"verify-sync">): readonly Block[] {
  const own = {
    at,
    lastSync: sync.lastSync.state === "known" ? sync.lastSync.value : null,
    lastPasswordSync: sync.lastPasswordSync.state === "known" ? sync.lastPasswordSync.value : null,
  };
  const points = [...history, own];
  const looks = timesOf(points.map((point) => point.at));
  const syncs = timesOf(points.map(({ lastSync }) => lastSync));
  const passwords = timesOf(points.map(({ lastPasswordSync }) => lastPasswordSync));
  const all = [...looks, ...syncs, ...passwords];
  if (syncs.length + passwords.length === 0) return [];
  return [
    { kind: "heading", text: "Course of time" },
    {
      kind: "timeline",
      from: Math.min(...all),
      to: Math.max(...all),
      lanes: [
        { name: "Synchronised", times: syncs },
        { name: "Passwords synchronised", times: passwords },
        { name: "Looked at", times: looks },
      ],
    },
    {
      kind: "text",
      text:
        history.length === 0
          ? "This is one moment. With --save FOLDER each run leaves a snapshot, and this shows the course of them."
          : "From saved snapshots: what ended between two of them is not in here.",
    },
  ];
}

function timesOf(texts: readonly (string | null)[]): readonly number[] {
  const times = texts.flatMap((text) => (text === null ? [] : [parseTime(text) ?? []])).flat();
  return [...new Set(times)].sort((a, b) => a - b);
}
