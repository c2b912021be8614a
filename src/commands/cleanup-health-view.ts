// What cleanup-health tells of each server after what it has done, and which name is typed for one before.
import { registeredInStaging, roleIn } from "../health/entry.js";
import type { JudgedServer } from "../health/judgement.js";
import type { RemovalPlan } from "../health/removal.js";
import type { ResultOf } from "../report/result-schemas.js";
import { unknown } from "../shapes/fact.js";
import type { HealthDetails } from "../tenant/health-details.js";

type Servers = ResultOf<"cleanup-health">["servers"];

/** @param changed what was carried out */
export function serversAfter(
  judged: readonly JudgedServer[],
  details: ReadonlyMap<string, HealthDetails>,
  changed: RemovalPlan["changes"],
): Servers {
  const idsOf = (kind: RemovalPlan["changes"][number]["kind"]) =>
    changed.filter((one) => one.kind === kind).map(({ target }) => target.serviceMemberId);
  const [gone, disabled] = [idsOf("remove-health-server"), idsOf("disable-health-server")];
  return judged
    .filter(({ server }) => !gone.includes(server.id))
    .map((one) => viewOf(one, details.get(one.server.id), disabled.includes(one.server.id)));
}

/** Where names are equal, or there is none, the id is typed. */
export function nameToType(
  { machineName, serviceMemberId }: RemovalPlan["changes"][number]["target"],
  judged: readonly JudgedServer[],
  disableOnly: boolean,
) {
  const namesakes = judged.filter(({ server }) => server.machineName.toLowerCase() === machineName.toLowerCase());
  const isName = machineName.trim() !== "" && namesakes.length < 2;
  return {
    name: isName ? machineName : serviceMemberId,
    why: disableOnly
      ? `Connect Health would disable ${machineName}, and nothing here enables it again`
      : `${machineName} would be removed from Connect Health for good`,
    to: disableOnly ? "disable it" : "remove it",
  };
}

/** @param disabled by this very run */
function viewOf({ server, ...judged }: JudgedServer, details: HealthDetails | undefined, disabled: boolean) {
  const { verdict, reason, lastUpload } = disabled ? { ...judged, ...NOW_DISABLED } : judged;
  const { id, serviceName, machineName, machineId, uploads } = server;
  return {
    ...{ id, serviceName, machineName, machineId, verdict, reason, lastUpload, uploads },
    disabled: disabled || server.disabled,
    role: roleIn(server),
    registeredInStaging: registeredInStaging(server),
    version: details?.version ?? NOT_READ,
    alerts: details?.alerts ?? NOT_READ,
  };
}

const NOT_READ = unknown<never>("It was not read.", "Run the command again.");

const NOW_DISABLED = { verdict: "disabled", reason: "this run has disabled it" } as const;
