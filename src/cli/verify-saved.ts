// verify-sync of a file: settings, verdict, result. Nobody signs in, and nothing is asked.
import type { VerifySyncOptions } from "../commands/verify-sync.js";
import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import type { Snapshot } from "../sync/snapshot.js";
import type { Context } from "./context.js";
import type { CommonOptions } from "./options.js";
import { print, refuseUnprintable } from "./printing.js";
import { settingsOf } from "./settings.js";

/** @throws {UsageError} also where --tenant names another tenant than the file's */
export async function verifyFile(
  snapshot: Snapshot,
  options: CommonOptions,
  wishes: VerifySyncOptions,
  { world }: Context,
): Promise<ResultOf<"verify-sync">> {
  const settings = settingsOf(options, world);
  await refuseUnprintable(options, settings, world);
  refuseOtherTenant(options.tenant, snapshot);
  const { verifySaved } = await import("../commands/verify-sync.js");
  const result = verifySaved(snapshot, wishes);
  await print(result, options, settings, world);
  return result;
}

function refuseOtherTenant(tenant: string | undefined, { organization: { value } }: Snapshot): void {
  if (tenant === undefined) return;
  const names = [value.id, value.initialDomain, ...value.domains.map(({ name }) => name)];
  if (names.some((name) => name.toLowerCase() === tenant.toLowerCase())) return;
  throw new UsageError(`--from names a snapshot of ${value.initialDomain} (${value.id}), and --tenant another one.`, {
    code: "contradiction",
    remedy: "Leave out --tenant: the file says whose it is.",
  });
}
