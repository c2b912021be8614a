import path from "node:path";
import { type Command, Option } from "commander";
import type { VerifySyncOptions } from "../../commands/verify-sync.js";
import { VERIFY_FORMATS } from "../../report/formats.js";
import type { ResultOf } from "../../report/result-schemas.js";
import type { Snapshot } from "../../sync/snapshot.js";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";
import type { SnapshotOptions } from "../snapshot-options.js";
import type { WatchingOptions } from "../verify-watching.js";

interface Options extends CommonOptions, SnapshotOptions, WatchingOptions {
  readonly activeServer?: string;
  readonly failOn: "error" | "warning";
  readonly allowUnknown?: readonly string[];
  readonly minVersion?: string;
  readonly maxAge?: readonly string[];
  readonly knowledge?: string;
  readonly checks?: readonly string[];
  readonly maintenanceUntil?: string;
}

export function verifySyncCommand(command: Command, context: Context): Command {
  command
    .option("--active-server <NAME>", "fail unless this server is the active one", nonEmpty)
    .addOption(
      new Option("--fail-on <SEVERITY>", "what makes the exit code 1").choices(["error", "warning"]).default("error"),
    )
    .option("--allow-unknown <ID>", "checks whose outcome may stay unknown (several: with commas)", collect)
    .option("--checks <ID>", "make these checks only (several: with commas)", collect)
    .option("--min-version <VERSION>", "fail where the server's version is below this", nonEmpty)
    .option("--max-age <LIMITS>", "of the last synchronisation, such as warn=90m,error=3h", collect)
    .option("--knowledge <FILE>", "a newer table of versions", nonEmpty)
    .option("--save <FILE>", "save what was read: a snapshot, into a file or a folder", nonEmpty)
    .option("--from <FILE>", "judge a saved snapshot; asks nothing", nonEmpty)
    .option("--baseline <FILE>", "compare with an earlier snapshot", nonEmpty)
    .option("--redact", "save the snapshot without names")
    .option("--watch [EVERY]", "look again and again, every 30s; tell what moves")
    .option(
      "--wait-for <CONDITION>",
      "until active=NAME, version=V, synced, password-synced, proven=ID or SYNC-0xx",
      collect,
    )
    .option("--canary <UPN>", "until a change of this user in Active Directory arrives", nonEmpty)
    .option("--canary-password", "also a change of its password")
    .option("--maintenance-until <TIME>", "exit code 0 until then, whatever is found", nonEmpty)
    .action(async (options: Options) => {
      const { snapshotsOf } = await import("../snapshot-options.js");
      const { from, ...snapshots } = await snapshotsOf(options, context.world);
      const wishes: VerifySyncOptions = {
        failOn: options.failOn,
        allowUnknown: options.allowUnknown ?? [],
        ...(options.activeServer === undefined ? {} : { activeServer: options.activeServer }),
        ...(await limitsOf(options, context)),
        ...(await selectionOf(options)),
        ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
        ...(await historyOf(options, context)),
        ...snapshots,
      };
      if (await isWatching(options)) {
        const { watchTenant } = await import("../verify-watching.js");
        await watchTenant(options, context, wishes);
        return;
      }
      const { verdict, maintenance } =
        from === undefined
          ? await verifyTenant(options, context, wishes)
          : await verifySaved(from, options, context, wishes);
      const { EXIT } = await import("../exit-codes.js");
      if (verdict !== "pass" && maintenance?.muted !== true) context.exit(EXIT.checksFailed);
    });
  return withExamples(
    withCommonOptions(command, VERIFY_FORMATS),
    [
      ["aadc-cloud verify-sync --tenant contoso.onmicrosoft.com", "a first look"],
      ["aadc-cloud verify-sync --active-server AADC-NEW", "is the swap done?"],
      ["aadc-cloud verify-sync --save before.json", "before the swap"],
      ["aadc-cloud verify-sync --baseline before.json", "what is different after it"],
      ["aadc-cloud verify-sync --watch", "during the swap"],
      ["aadc-cloud verify-sync --wait-for active=AADC-NEW,synced", "until it is done"],
      ["aadc-cloud verify-sync -o json --query \"findings[?result=='fail'].id\"", "for a pipeline"],
      ["aadc-cloud verify-sync -o junit --out verify-sync.xml", "for a build server"],
      ["aadc-cloud verify-sync -o html --out report.html", "a page to hand on"],
      ["aadc-cloud verify-sync --save case.json --redact", "for a support case: without names"],
    ],
    ["verify-sync"],
  );
}

async function verifyTenant(
  options: Options,
  context: Context,
  wishes: VerifySyncOptions,
): Promise<ResultOf<"verify-sync">> {
  const { inSession } = await import("../in-session.js");
  return inSession(
    options,
    context,
    () => import("../../commands/verify-sync.js"),
    ({ verifySync }, session) => verifySync(session, wishes),
  );
}

async function verifySaved(
  from: Snapshot,
  options: Options,
  context: Context,
  wishes: VerifySyncOptions,
): Promise<ResultOf<"verify-sync">> {
  const { verifyFile } = await import("../verify-saved.js");
  return verifyFile(from, options, wishes, context);
}

/** Whether it is asked more than once. */
async function isWatching({ watch, waitFor, canary, canaryPassword }: Options): Promise<boolean> {
  if (watch !== undefined || waitFor !== undefined || canary !== undefined) return true;
  if (canaryPassword === true) (await import("../verify-watching.js")).refuseLonePassword();
  return false;
}

/** Which checks are wanted, and until when none of them alarms. */
async function selectionOf({
  checks,
  maintenanceUntil,
}: Options): Promise<Pick<VerifySyncOptions, "checks" | "maintenanceUntil">> {
  if (checks === undefined && maintenanceUntil === undefined) return {};
  const [{ checkNamed }, { parseMaintenance }] = await Promise.all([
    import("../../commands/check-ids.js"),
    import("../../commands/watch-wishes.js"),
  ]);
  return {
    ...(checks === undefined ? {} : { checks: checks.map(checkNamed) }),
    ...(maintenanceUntil === undefined ? {} : { maintenanceUntil: parseMaintenance(maintenanceUntil) }),
  };
}

/** A page shows the course of the snapshots that lie where this run's lie; other forms are told without. */
async function historyOf(
  { save, from, baseline, output, envFile }: Options,
  { world }: Context,
): Promise<Pick<VerifySyncOptions, "history">> {
  const named = save ?? from ?? baseline;
  if (named === undefined) return {};
  const { readEnvironment } = await import("../environment.js");
  const format = output ?? readEnvironment(world, envFile).get("AADC_OUTPUT");
  if (format !== "html" && format !== "md") return {};
  const { historyView } = await import("../../commands/history-view.js");
  const { statSync } = await import("node:fs");
  const place = path.resolve(world.cwd, named);
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  return { history: (tenantId) => historyView(isFolder ? place : path.dirname(place), tenantId) };
}

/** What versions and ages are measured by, looked at before anybody signs in. */
async function limitsOf(
  { minVersion, maxAge, knowledge }: Options,
  { world }: Context,
): Promise<Pick<VerifySyncOptions, "minVersion" | "maxAge" | "knowledge">> {
  if (minVersion === undefined && maxAge === undefined && knowledge === undefined) return {};
  const [{ parseMaxAge, parseMinVersion }, { readKnowledgeFile }] = await Promise.all([
    import("../../commands/sync-wishes.js"),
    import("../../commands/knowledge-file.js"),
  ]);
  return {
    ...(minVersion === undefined ? {} : { minVersion: parseMinVersion(minVersion) }),
    ...(maxAge === undefined ? {} : { maxAge: parseMaxAge(maxAge) }),
    ...(knowledge === undefined ? {} : { knowledge: readKnowledgeFile(path.resolve(world.cwd, knowledge)) }),
  };
}
