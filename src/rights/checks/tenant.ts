import type { Check } from "./check.js";

export const tenantRead: Check = {
  id: "TENANT-001",
  title: "The tenant tells who it is",
  judge: ({ organization, signIn }) => {
    if (signIn.state === "failed") return undefined;
    if (organization.state === "unknown")
      return { result: "unknown", evidence: organization.reason, remedy: organization.remedy };
    const { displayName, initialDomain } = organization.value;
    return { result: "pass", evidence: `It is ${displayName} (${initialDomain}).` };
  },
};
