// When somebody last disabled an identity, by the directory audit log.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { LOGGED } from "../knowledge/audit-activities.js";
import { ServiceError } from "../shapes/errors.js";
import { parseTime } from "../shapes/time.js";

const text = z.string().nullish();
const wire = z.object({
  activityDateTime: z.string(),
  activityDisplayName: text,
  result: text,
  targetResources: z
    .array(
      z.object({
        id: text,
        modifiedProperties: z.array(z.object({ displayName: text, newValue: text })).nullish(),
      }),
    )
    .nullish(),
});
type Entry = z.infer<typeof wire>;

/** The log's longest reach ("Microsoft Entra data retention"). */
const BACK_TO_MS = 30 * 24 * 3_600_000;
const PAGE = 100;
const MOST_PAGES = 3;

/**
 * The newest time at which it was disabled, ISO 8601; null: the log does not tell of it, as far as it reaches.
 * @param id of the user, or of the service principal
 * @param at the service's time, epoch milliseconds
 * @throws {ServiceError} where so much was done to it that the log was not read to its end
 */
export async function readDisabling(graph: ServiceClient, id: string, at: number): Promise<Read<string | null>> {
  const from = new Date(at - BACK_TO_MS).toISOString();
  const parameters = {
    $filter: `activityDateTime ge ${from} and targetResources/any(t: t/id eq ${literal(id)})`,
    $orderby: "activityDateTime desc",
    $top: PAGE,
  };
  let pages = 0;
  let source: Read<unknown>["source"] = { request: "" };
  for await (const page of graph.pages(`/v1.0/auditLogs/directoryAudits${query(parameters)}`, wire, "read-audit")) {
    source = page.source;
    const times = page.value.filter((entry) => disables(entry, id)).map(timeOf);
    if (times.length > 0) return { source, value: new Date(Math.max(...times)).toISOString() };
    pages += 1;
    if (pages === MOST_PAGES)
      throw new ServiceError("Too much was done to it lately to find in the audit log when it was disabled.", {
        code: "too-many-entries",
        remedy: "Look for it in the audit log in the Entra admin center.",
      });
  }
  return { source, value: null };
}

/** "Microsoft Entra audit log categories and activities"; what was changed stands with the object as JSON, `[false]`. */
function disables({ activityDisplayName: activity, result, targetResources }: Entry, id: string): boolean {
  if ((result ?? "success") !== "success") return false;
  const own = (targetResources ?? []).filter((target) => target.id?.toLowerCase() === id.toLowerCase());
  if (activity === LOGGED.disableAccount.activity) return own.length > 0;
  return own.some(({ modifiedProperties }) =>
    (modifiedProperties ?? []).some(
      ({ displayName, newValue }) => displayName?.toLowerCase() === "accountenabled" && saysFalse(newValue ?? ""),
    ),
  );
}

/** `false`, `[false]`, `"False"`, `["false"]`: services write it in several ways. */
function saysFalse(value: string): boolean {
  return /^[\s["]*false[\s\]"]*$/i.test(value);
}

function timeOf({ activityDateTime }: Entry): number {
  const time = parseTime(activityDateTime);
  if (time !== undefined) return time;
  throw new ServiceError(`The audit log tells the time "${activityDateTime.slice(0, 40)}", which is none.`, {
    code: "unexpected-shape",
    remedy: "Run the command again; if it stays so, look for a newer version of this program.",
  });
}
