import { compareVersions, isVersion } from "../../knowledge/version-numbers.js";
import { parseTime } from "../../shapes/time.js";
import { belowIn, dayOf, floorsOf, judgeVersion } from "../client-version.js";
import type { Judged } from "../judged.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

/** A server that ended its last cycle on the day of its stop, or just after, has not exported since. */
const STOP_TAKES_MS = 7 * 24 * 3_600_000;

export const oldWizard: Check = {
  id: "SYNC-013",
  title: "The old server's wizard",
  why: "Staging mode is set in the wizard, and the wizard of an old version cannot sign in any more.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
  judge: (judged) => {
    const { lastExport, organization } = judged.snapshot;
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (lastExport.state === "unknown") return cannotTell(lastExport);
    const [version, machine] = [lastExport.value?.clientVersion ?? null, lastExport.value?.machineName ?? null];
    if (version === null && machine === null && organization.value.lastSync === null)
      return { result: "not-applicable", evidence: "No server has ever exported." };
    if (version === null || !isVersion(version))
      return {
        result: "unknown",
        evidence:
          version === null ? "Graph does not tell the version." : `Graph says "${version}", which is no version.`,
        remedy: "Look on the server: Programs and Features.",
      };
    return verdictOf(version, machine ?? "The server", judged);
  },
};

function verdictOf(version: string, machine: string, judged: Judged): Verdict {
  const { at, knowledge, snapshot } = judged;
  const day = dayOf(at);
  const floor = floorsOf(knowledge, "wizard").find(
    (one) => one.effective <= day && compareVersions(version, belowIn(one, snapshot.cloud)) < 0,
  );
  if (floor === undefined) return { result: "pass", evidence: `The wizard of ${version} can sign in.` };
  return {
    result: "fail",
    severity: "info",
    evidence: `${machine} has ${version}: since ${floor.effective} no wizard below ${belowIn(floor, snapshot.cloud)} can sign in, so it cannot set staging mode.${firstExport(version, judged)}`,
    remedy:
      "Stop its ADSync service instead and set it to disabled, or shut the server down, before another server becomes active.",
  };
}

/** What has changed since the service stopped a version waits for the first export of the next server. */
function firstExport(version: string, { at, knowledge, snapshot }: Judged): string {
  const { stoppedOn } = judgeVersion(knowledge, version, dayOf(at), snapshot.cloud);
  if (stoppedOn === null) return "";
  const lastSync = parseTime(snapshot.organization.value.lastSync ?? "");
  if (lastSync !== undefined && lastSync > Date.parse(`${stoppedOn}T00:00:00Z`) + STOP_TAKES_MS) return "";
  return ` It has not exported since the service stopped it on ${stoppedOn}: expect a large first export.`;
}
