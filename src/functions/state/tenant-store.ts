// A tenant's rows in the table of states: `state`; `latest`, the newest look whole; `outcome_…`, each look in short, and
// `alert_…`, newest first.
import * as z from "zod";
import type { Alert } from "../../alerts/alert.js";
import type { Operation, Row, Table } from "../../cloud/tables.js";
import { packed, unpacked } from "../../machine/packed.js";
import { RESULT_SCHEMAS, type ResultOf } from "../../report/result-schemas.js";
import { GuardError } from "../../shapes/errors.js";
import { FIRST_STATE, stateSchema, type TenantState, type Verdict } from "./tenant-state.js";

/** A state, and the row that it was read from; null: there is none yet. */
export interface Kept {
  readonly state: TenantState;
  readonly etag: string | null;
}

/** What a look came to: a result, or why there is none. */
export type Outcome =
  | { readonly at: string; readonly result: ResultOf<"verify-sync"> }
  | {
      readonly at: string;
      readonly error: { readonly code: string; readonly message: string; readonly remedy: string };
    };

export function verdictOf(outcome: Outcome): Verdict {
  return "error" in outcome ? "error" : outcome.result.verdict;
}

interface Recorded {
  readonly outcome?: Outcome;
  readonly alerts?: readonly Alert[];
}

export interface TenantStore {
  readonly tenantId: string;
  /** @throws {GuardError} `state-unreadable` where it was written by another version, or by somebody else */
  read(): Promise<Kept>;
  /**
   * All of it or nothing. Where the answer got lost and the writing is sent again, what is there is one's own: the state
   * tells.
   * @returns as it is kept now; `conflict` where somebody else has written since
   */
  record(kept: Kept, next: TenantState, recorded?: Recorded): Promise<Kept | "conflict">;
  /** Rows of outcomes or alerts, the newest first. @param until epoch milliseconds: nothing older */
  rows(kind: "outcome" | "alert", until: number, select?: readonly string[]): AsyncIterable<Row>;
  /** @returns null: none yet, or none that can be read */
  latest(): Promise<Outcome | null>;
  /** Removes outcomes and alerts from before that moment. @param before epoch milliseconds */
  prune(before: number): Promise<void>;
}

const outcomeSchema = z.union([
  z.strictObject({ at: z.string(), result: RESULT_SCHEMAS["verify-sync"] }),
  z.strictObject({
    at: z.string(),
    error: z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() }),
  }),
]);

const STATE = "state";
const LATEST = "latest";
const OUTCOME = "outcome_";
const ALERT = "alert_";
/** No later time sorts below zero; the year is 2286. */
const LAST_MOMENT = 9_999_999_999_999;
const MOST_OPERATIONS = 100;

export function tenantStore(table: Table, tenantId: string): TenantStore {
  const read = async (): Promise<Kept> => {
    const row = await table.read(tenantId, STATE);
    return row === null ? { state: FIRST_STATE, etag: null } : { state: stateIn(row, tenantId), etag: row.etag };
  };
  const rows: TenantStore["rows"] = (kind, until, select) => {
    const prefix = kind === "outcome" ? OUTCOME : ALERT;
    const range = { from: prefix, to: `${prefix}${downwards(until)}~` };
    return table.list(tenantId, { ...range, ...(select === undefined ? {} : { select }) });
  };
  const olderThan = async (prefix: string, before: number): Promise<readonly Operation[]> => {
    const old: Operation[] = [];
    const range = { from: `${prefix}${downwards(before)}`, to: `${prefix}~`, select: ["at"] };
    for await (const { row } of table.list(tenantId, range)) {
      old.push({ remove: row });
      if (old.length === MOST_OPERATIONS) break;
    }
    return old;
  };
  return {
    tenantId,
    read,
    async record({ etag }, next, { outcome, alerts = [] } = {}) {
      const values = packed(next);
      const written = await table.write(tenantId, [
        etag === null ? { insert: STATE, values } : { replace: STATE, values, etag },
        ...(outcome === undefined ? [] : [outcomeRow(outcome, next.looks), { put: LATEST, values: packed(outcome) }]),
        ...alerts.map(alertRow),
      ]);
      const now = await read();
      return written === "done" || JSON.stringify(now.state) === JSON.stringify(stateSchema.parse(next))
        ? now
        : "conflict";
    },
    rows,
    async latest() {
      const row = await table.read(tenantId, LATEST);
      return row === null ? null : outcomeIn(row.values);
    },
    async prune(before) {
      for (const prefix of [OUTCOME, ALERT]) {
        for (let old = await olderThan(prefix, before); old.length > 0; old = await olderThan(prefix, before))
          // Somebody else may have removed the same: then it is for the next time.
          if ((await table.write(tenantId, old)) === "conflict") return;
      }
    },
  };
}

function outcomeRow(outcome: Outcome, looks: number): Operation {
  const row = `${OUTCOME}${downwards(Date.parse(outcome.at))}_${looks}`;
  if ("error" in outcome)
    return { insert: row, values: { at: outcome.at, verdict: verdictOf(outcome), code: outcome.error.code } };
  const { sync } = outcome.result;
  const { lastSync, lastPasswordSync, activeServer } = sync;
  const server = activeServer.state === "known" && "server" in activeServer.value ? activeServer.value.server : "";
  return {
    insert: row,
    values: {
      ...{ at: outcome.at, verdict: verdictOf(outcome), activeServer: server },
      lastSync: (lastSync.state === "known" ? lastSync.value : null) ?? "",
      lastPasswordSync: (lastPasswordSync.state === "known" ? lastPasswordSync.value : null) ?? "",
    },
  };
}

function alertRow(alert: Alert): Operation {
  const { at, kind, severity, id } = alert;
  const row = `${ALERT}${downwards(Date.parse(at))}_${id}`;
  return { insert: row, values: { at, kind, severity, ...packed(alert) } };
}

/** So that what is newer comes before what is older. */
function downwards(epoch: number): string {
  return String(Math.max(0, LAST_MOMENT - epoch)).padStart(13, "0");
}

/** One of an older version that had another form is as none: the next look brings a new one. */
function outcomeIn(values: Row["values"]): Outcome | null {
  try {
    return outcomeSchema.parse(unpacked(values));
  } catch {
    return null;
  }
}

function stateIn({ values }: Row, tenantId: string): TenantState {
  try {
    return stateSchema.parse(unpacked(values));
  } catch (error) {
    throw new GuardError(`What is remembered of the tenant ${tenantId} cannot be read.`, {
      code: "state-unreadable",
      remedy: `Deploy the version that wrote it, or a newer one. Or remove its row "${STATE}" from the table: what lasts is told anew then.`,
      cause: error,
    });
  }
}
