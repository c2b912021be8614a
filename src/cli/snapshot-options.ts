// --save, --from, --baseline, --redact: looked at before anybody signs in and before anything is read.
import { realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SnapshotTarget } from "../commands/snapshot-file.js";
import { UsageError } from "../shapes/errors.js";
import type { Snapshot } from "../sync/snapshot.js";
import type { CommonOptions } from "./options.js";
import { settingsOf } from "./settings.js";
import type { World } from "./world.js";

export interface SnapshotOptions {
  readonly save?: string;
  readonly from?: string;
  readonly baseline?: string;
  readonly redact?: boolean;
}

export interface Snapshots {
  /** Judged in the place of the tenant. */
  readonly from?: Snapshot;
  readonly baseline?: Snapshot;
  /** Saves one; says where. */
  readonly keep?: (snapshot: Snapshot) => string;
}

/** By the names that commander gives to what asks the tenant again and again, or changes something there. */
const ASKS_AGAIN = { watch: "--watch", waitFor: "--wait-for", canary: "--canary", canaryPassword: "--canary-password" };

/**
 * What these options name, read and checked.
 * @throws {UsageError} for contradictions, for what is no snapshot, and where nothing can be saved
 * @throws {GuardError} where something else than a snapshot would be written over
 */
export async function snapshotsOf(options: CommonOptions & SnapshotOptions, world: World): Promise<Snapshots> {
  const { save, from, baseline, redact = false } = options;
  if (save === undefined && from === undefined && baseline === undefined && !redact) return {};
  refuseContradictions(options, world);
  const [files, { redacted }, { refuseRedacted }] = await Promise.all([
    import("../commands/snapshot-file.js"),
    import("../commands/saved-snapshot.js"),
    import("../commands/baseline.js"),
  ]);
  const target = save === undefined ? undefined : await targetOf(save, options, world);
  const before = baseline === undefined ? undefined : files.readSnapshotFile(baseline, "--baseline", world);
  if (before !== undefined) refuseRedacted(before, "it");
  return {
    ...(from === undefined ? {} : { from: files.readSnapshotFile(from, "--from", world) }),
    ...(before === undefined ? {} : { baseline: before }),
    ...(target === undefined
      ? {}
      : { keep: (snapshot) => files.saveSnapshot(target, redact ? redacted(snapshot) : snapshot) }),
  };
}

async function targetOf(name: string, options: CommonOptions, world: World): Promise<SnapshotTarget> {
  const [{ snapshotTarget }, { refuseAmongJournals }] = await Promise.all([
    import("../commands/snapshot-file.js"),
    import("./kept-files.js"),
  ]);
  const target = snapshotTarget(name, world);
  const file = target.kind === "folder" ? join(target.path, "new") : target.path;
  refuseAmongJournals("--save", file, settingsOf(options, world).stateDir);
  return target;
}

function refuseContradictions(options: CommonOptions & SnapshotOptions, world: World): void {
  const { save, from, baseline, redact, out, trace } = options;
  if (redact === true && save === undefined)
    throw contradiction(
      "--redact says how a snapshot is saved, and none is",
      "Add --save FILE, or leave out --redact.",
    );
  if (from !== undefined)
    for (const [name, flag] of Object.entries(ASKS_AGAIN))
      if (name in options && ![undefined, false].includes(options[name as keyof typeof options] as undefined))
        throw contradiction(`${flag} asks the tenant, and --from judges a file`, `Leave out --from, or ${flag}.`);
  if (save === undefined) return;
  const place = placeOf(save, world);
  for (const [flag, file] of Object.entries({ "--from": from, "--baseline": baseline, "--out": out, "--trace": trace }))
    if (file !== undefined && placeOf(file, world) === place)
      throw contradiction(`--save and ${flag} name the same file`, "Name another file with one of them.");
}

/** As the disk has it, where it is there; Windows does not tell large letters from small ones. */
function placeOf(name: string, { cwd, platform }: World): string {
  const file = realOf(resolve(cwd, name));
  return platform === "win32" ? file.toLowerCase() : file;
}

function realOf(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

function contradiction(what: string, remedy: string): UsageError {
  return new UsageError(`${what}.`, { code: "contradiction", remedy });
}
