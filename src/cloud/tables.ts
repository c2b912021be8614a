// Azure Table Storage, one table: rows in partitions, and writes that happen whole or not at all.
import { odata, TableClient, type TableEntityResult, type TransactionAction } from "@azure/data-tables";
import { AadcError } from "../shapes/errors.js";
import { bearerSend } from "./bearer-send.js";
import { pipelineEnd } from "./pipeline-end.js";
import type { Credential } from "./sign-in/credential.js";
import { meansConflict, meansNoRow, refusalOfTable } from "./table-failure.js";
import type { Transport } from "./transport.js";

type Value = string | number | boolean | Uint8Array;
export type Values = Readonly<Record<string, Value>>;

export interface Row {
  readonly row: string;
  /** Of the moment at which it was read. */
  readonly etag: string;
  readonly values: Values;
}

export type Operation =
  /** A row that is not there yet. */
  | { readonly insert: string; readonly values: Values }
  /** In place of the one that was read, and only of that. */
  | { readonly replace: string; readonly values: Values; readonly etag: string }
  | { readonly put: string; readonly values: Values }
  /** Whatever it holds by now. */
  | { readonly remove: string };

interface Range {
  /** The first row that counts. */
  readonly from: string;
  /** The first that counts no more. */
  readonly to: string;
  /** Names of values; all without it. */
  readonly select?: readonly string[];
}

/**
 * One table. What it throws where the service refuses: {PermissionError}, {UsageError} `no-such-table`, {ServiceError};
 * and whatever `Credential` and `Transport` throw.
 */
export interface Table {
  readonly name: string;
  /** @returns null where there is no such row */
  read(partition: string, row: string): Promise<Row | null>;
  /** In the order of their keys. */
  list(partition: string, range: Range): AsyncIterable<Row>;
  /**
   * All of it or nothing, in one partition; at most 100 operations ("Performing entity group transactions").
   * @returns `conflict` where a row was there already, was not, or is not as it was read. A write is sent again where no
   * answer came, so that a conflict may be with oneself: who asks must read, and be able to tell.
   */
  write(partition: string, operations: readonly Operation[]): Promise<"done" | "conflict">;
  /** Only as it was read. By itself: among others the library would not say so. @returns as `write` */
  removeAsRead(partition: string, row: Row): Promise<"done" | "conflict">;
  /** Milliseconds since 1970 by the service's clock, from its latest answer; this machine's before the first. */
  now(): number;
}

export interface TablesOptions {
  /** Such as `https://ACCOUNT.table.core.windows.net`. */
  readonly endpoint: string;
  readonly credential: Credential;
  readonly transport: Transport;
  readonly epoch: () => number;
}

/** The scope of all storage accounts ("Authorize access to tables using Microsoft Entra ID"). */
const SCOPE = "https://storage.azure.com/.default";

export function createTable(name: string, { endpoint, credential, transport, epoch }: TablesOptions): Table {
  const host = new URL(endpoint).host;
  const client = new TableClient(endpoint, name, {
    httpClient: pipelineEnd(bearerSend(credential, SCOPE, transport), () => "always"),
    retryOptions: { maxRetries: 0 },
  });
  const refused = (error: unknown): unknown => {
    // The library may wrap what sign-in or transport have thrown.
    const own = [error, error instanceof Error ? error.cause : undefined].find((one) => one instanceof AadcError);
    return own ?? refusalOfTable(error, { table: name, host }) ?? error;
  };
  return {
    name,
    async read(partition, row) {
      try {
        return rowOf(await client.getEntity(partition, row));
      } catch (error) {
        if (meansNoRow(error)) return null;
        throw refused(error);
      }
    },
    async *list(partition, { from, to, select }) {
      const filter = odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${to}`;
      const named = select === undefined ? {} : { select: ["RowKey", ...select] };
      try {
        for await (const entity of client.listEntities({ queryOptions: { filter, ...named } })) yield rowOf(entity);
      } catch (error) {
        throw refused(error);
      }
    },
    async write(partition, operations) {
      try {
        await client.submitTransaction(operations.map((one) => actionOf(partition, one)));
        return "done";
      } catch (error) {
        if (meansConflict(error)) return "conflict";
        throw refused(error);
      }
    },
    async removeAsRead(partition, { row, etag }) {
      try {
        await client.deleteEntity(partition, row, { etag });
        return "done";
      } catch (error) {
        if (meansConflict(error)) return "conflict";
        throw refused(error);
      }
    },
    now() {
      const told = transport.clocks().find((one) => one.host === host);
      return epoch() + (told === undefined ? 0 : told.service - told.local);
    },
  };
}

function actionOf(partitionKey: string, operation: Operation): TransactionAction {
  if ("insert" in operation) return ["create", { partitionKey, rowKey: operation.insert, ...operation.values }];
  if ("put" in operation) return ["upsert", { partitionKey, rowKey: operation.put, ...operation.values }, "Replace"];
  if ("remove" in operation) return ["delete", { partitionKey, rowKey: operation.remove }];
  const { replace: rowKey, values, etag } = operation;
  return ["update", { partitionKey, rowKey, ...values }, "Replace", { etag }];
}

const OF_THE_SERVICE = ["partitionKey", "rowKey", "etag", "timestamp", "odata.metadata"];

function rowOf(entity: TableEntityResult<Record<string, unknown>>): Row {
  const values = Object.entries(entity).filter(
    (pair): pair is [string, Value] => !OF_THE_SERVICE.includes(pair[0]) && isValue(pair[1]),
  );
  return { row: entity.rowKey ?? "", etag: entity.etag, values: Object.fromEntries(values) };
}

function isValue(value: unknown): value is Value {
  return ["string", "number", "boolean"].includes(typeof value) || value instanceof Uint8Array;
}
