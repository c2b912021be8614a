import { floorOn, judgeVersion, VERSIONS_AS_OF, type VersionVerdict } from "../client-version.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

const UPGRADE =
  "Build a new server with the newest version (Entra admin center > Entra Connect > Get started) and swap.";

export const clientVersion: Check = {
  id: "SYNC-004",
  title: "Version of Entra Connect",
  why: "Microsoft's service turns old versions away, and supports each for a year after the next one.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
  judge: ({ at, snapshot: { lastExport } }) => {
    if (lastExport.state === "unknown") return cannotTell(lastExport);
    const version = lastExport.value?.clientVersion ?? null;
    if (version === null)
      return {
        result: "unknown",
        evidence: "Graph does not tell the version.",
        remedy: "Look on the server: Programs and Features.",
      };
    const day = new Date(at).toISOString().slice(0, 10);
    return verdictOf(version, judgeVersion(version, day), day);
  },
};

function verdictOf(version: string, judged: VersionVerdict, day: string): Verdict {
  const next =
    judged.nextStop === null
      ? ""
      : ` From ${judged.nextStop.on} nothing below ${judged.nextStop.below} will synchronise${judged.nextStop.confirmed ? "" : " (announced, third-party source)"}.`;
  switch (judged.state) {
    case "stopped":
      return {
        result: "fail",
        evidence: `Version ${version}: Microsoft stopped it on ${judged.stoppedOn ?? ""}. What synchronises today is ${floorOn(day)} and above.`,
        remedy: UPGRADE,
      };
    case "recalled":
      return { result: "fail", evidence: `Version ${version} was recalled by Microsoft.`, remedy: UPGRADE };
    case "out-of-support":
      return {
        result: "fail",
        severity: "warning",
        evidence: `Version ${version}: support ended on ${judged.supportEnds ?? ""}.${next}`,
        remedy: UPGRADE,
      };
    case "newer-than-known":
      return {
        result: "pass",
        evidence: `Version ${version} is newer than this program's table of ${VERSIONS_AS_OF}.`,
      };
    case "not-in-table":
      return {
        result: "unknown",
        evidence: `Version ${version} is not in this program's table of ${VERSIONS_AS_OF}.${next}`,
        remedy: "Look it up in Microsoft's version history of Entra Connect.",
      };
    case "supported":
      return {
        result: "pass",
        evidence: `Version ${version}: ${judged.supportEnds === null ? "no end of support is printed yet" : `supported until ${judged.supportEnds}`}.${next}`,
      };
  }
}
