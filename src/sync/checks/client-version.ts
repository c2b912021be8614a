import { compareVersions, isVersion } from "../../knowledge/version-numbers.js";
import { dayOf, floorOn, judgeVersion, type VersionVerdict } from "../client-version.js";
import type { Judged } from "../judged.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

const UPGRADE =
  "Build a new server with the newest version (Entra admin center > Entra Connect > Get started) and swap.";
const NEWER_TABLE = "Look for a newer version of this program, or hand it a newer table with --knowledge FILE.";

export const clientVersion: Check = {
  id: "SYNC-004",
  title: "Version of Entra Connect",
  why: "Microsoft's service turns old versions away, and supports each for a year after the next one.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
  judge: (judged) => {
    const { lastExport, organization } = judged.snapshot;
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (lastExport.state === "unknown") return cannotTell(lastExport);
    const version = lastExport.value?.clientVersion ?? null;
    if (version === null)
      return {
        result: "unknown",
        evidence: "Graph does not tell the version.",
        remedy: "Look on the server: Programs and Features.",
      };
    if (!isVersion(version))
      return {
        result: "unknown",
        evidence: `Graph says "${version}", which is no version.`,
        remedy: "Look on the server: Programs and Features.",
      };
    return verdictOf(version, judged);
  },
};

function verdictOf(version: string, { at, knowledge, snapshot, wishes }: Judged): Verdict {
  const day = dayOf(at);
  const judged = judgeVersion(knowledge, version, day, snapshot.cloud);
  if (judged.state === "stopped")
    return {
      result: "fail",
      evidence: `${stopped(version, judged)} What synchronises today is ${floorOn(knowledge, day, snapshot.cloud)} and above.`,
      remedy: `${UPGRADE} What has piled up since then comes with its first export.`,
    };
  if (judged.state === "recalled")
    return { result: "fail", evidence: `Version ${version} was recalled by Microsoft.`, remedy: UPGRADE };
  if (wishes.minVersion !== null && compareVersions(version, wishes.minVersion) < 0)
    return { result: "fail", evidence: `Version ${version} is below ${wishes.minVersion}.`, remedy: UPGRADE };
  return supportOf(version, judged, knowledge.asOf);
}

function supportOf(version: string, judged: VersionVerdict, asOf: string): Verdict {
  const { state, supportEnds, knownIssues } = judged;
  const issues = knownIssues.length === 0 ? "" : ` Known of it: ${knownIssues.join(" ")}`;
  if (state === "out-of-support")
    return {
      result: "fail",
      severity: "warning",
      evidence: `Version ${version}: support ended on ${supportEnds ?? ""}.${issues}`,
      remedy: UPGRADE,
    };
  if (state === "newer-than-known")
    return {
      result: "fail",
      severity: "info",
      evidence: `Version ${version} is newer than all of this program's table of ${asOf}.`,
      remedy: NEWER_TABLE,
    };
  if (state === "not-in-table")
    return {
      result: "unknown",
      evidence: `Version ${version} is not in this program's table of ${asOf}.`,
      remedy: `Look it up in Microsoft's version history of Entra Connect. ${NEWER_TABLE}`,
    };
  const until = supportEnds === null ? "no end of support is printed yet" : `supported until ${supportEnds}`;
  return { result: "pass", evidence: `Version ${version}: ${until}.${issues}` };
}

function stopped(version: string, { stoppedOn, stopConfirmed }: VersionVerdict): string {
  return stopConfirmed
    ? `Version ${version}: Microsoft stopped it on ${stoppedOn ?? ""}.`
    : `Version ${version}: the service stops it since ${stoppedOn ?? ""} (third-party source).`;
}
