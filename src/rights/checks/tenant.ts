import type { Check } from "./check.js";

export const tenantRead: Check = {
  id: "TENANT-001",
  title: "The tenant tells who it is",
  judge: ({ tenantName, signIn }) => {
    if (signIn.state === "failed") return undefined;
    if (tenantName.state === "unknown")
      return { result: "unknown", evidence: tenantName.reason, remedy: tenantName.remedy };
    const { displayName, initialDomain } = tenantName.value;
    return { result: "pass", evidence: `It is ${displayName} (${initialDomain}).` };
  },
};
