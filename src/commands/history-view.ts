// The course of saved snapshots as a result tells it: plain times and names, nothing where something was not known.
import type { ResultOf } from "../report/result-schemas.js";
import type { Fact } from "../shapes/fact.js";
import { activeServerIn } from "../sync/active-server.js";
import { readHistory } from "./snapshot-history.js";

export type HistoryView = NonNullable<ResultOf<"verify-sync">["history"]>;

/** @param folder in which snapshots were saved */
export function historyView(folder: string, tenantId: string): HistoryView {
  return readHistory(folder, tenantId).points.map(({ at, lastSync, lastPasswordSync, activeServer }) => ({
    at: new Date(at).toISOString(),
    lastSync: knownOrNull(lastSync),
    lastPasswordSync: knownOrNull(lastPasswordSync),
    activeServer: activeServerIn(activeServer),
  }));
}

function knownOrNull<T>(fact: Fact<T>): T | null {
  return fact.state === "known" ? fact.value : null;
}
