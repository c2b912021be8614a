import {
  CLOUD_BY_GRAPH_HOST,
  CLOUD_BY_INSTANCE,
  CLOUD_BY_SUB_SCOPE,
  CLOUD_TITLES,
} from "../../knowledge/tenant-clouds.js";
import type { OperatorSnapshot } from "../operator-snapshot.js";
import type { Check } from "./check.js";

export const cloudOfTenant: Check = {
  id: "CLOUD-001",
  title: "Cloud of the tenant",
  judge: ({ asked, discovery }) => {
    if (discovery.state === "unknown")
      return { result: "unknown", evidence: discovery.reason, remedy: discovery.remedy };
    const home = cloudOf(discovery.value);
    if (home === undefined)
      return {
        result: "unknown",
        severity: "warning",
        evidence: "The login host does not say in which cloud the tenant lives.",
        remedy: "Ask who manages the tenant, and give --cloud accordingly.",
        neededBy: [],
      };
    if (home === asked.cloud)
      return {
        result: "pass",
        evidence: `The tenant lives in ${CLOUD_TITLES[home]}${discovery.value.regionSubScope === "GCC" ? ", as a GCC tenant" : ""}.`,
      };
    return {
      result: "fail",
      evidence: `The tenant lives in ${CLOUD_TITLES[home]}, but was addressed in ${CLOUD_TITLES[asked.cloud]}.`,
      remedy: giveCloud(home),
    };
  },
};

/** What there is to do where the tenant is known to live in another cloud than was asked; undefined elsewhere. */
export function remedyForOtherCloud({
  asked,
  discovery,
}: Pick<OperatorSnapshot, "asked" | "discovery">): string | undefined {
  if (discovery.state === "unknown") return undefined;
  const home = cloudOf(discovery.value);
  return home === undefined || home === asked.cloud ? undefined : giveCloud(home);
}

function giveCloud(home: keyof typeof CLOUD_TITLES): string {
  return `Give --cloud ${home}, or set AADC_CLOUD=${home}.`;
}

type Marks = Extract<OperatorSnapshot["discovery"], { state: "known" }>["value"];

/** The finest mark first: DoD and GCC High share a login service, and a GCC tenant lives in the public cloud. */
function cloudOf({ regionSubScope, instanceName, graphHost }: Marks): keyof typeof CLOUD_TITLES | undefined {
  return (
    CLOUD_BY_SUB_SCOPE.get(regionSubScope ?? "") ??
    CLOUD_BY_GRAPH_HOST.get(graphHost ?? "") ??
    CLOUD_BY_INSTANCE.get(instanceName ?? "")
  );
}
