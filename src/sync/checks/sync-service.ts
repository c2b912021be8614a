import { type Check, cannotTell } from "./check.js";

export const syncService: Check = {
  id: "SYNC-017",
  title: "Microsoft's synchronisation service",
  why: "Applications sign in to it to synchronise; disabled or gone, nothing is exported any more.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  judge: ({ identities, snapshot: { organization, syncService: service, syncApplications } }) => {
    if (service.state === "unknown") return cannotTell(service);
    if (service.value?.enabled === true) return { result: "pass", evidence: "It is there, and enabled." };
    if (service.value?.enabled === false)
      return {
        result: "fail",
        evidence: "Microsoft Entra AD Synchronization Service is disabled in this tenant.",
        remedy: "Enable it in the Entra admin center: Enterprise applications, 6bf85cfa-ac8a-4be5-b5de-425a0d0dc016.",
      };
    if (service.value !== null)
      return {
        result: "unknown",
        evidence: "Graph does not tell whether it is enabled.",
        remedy: "Look at it in the Entra admin center: Enterprise applications, 6bf85cfa-ac8a-4be5-b5de-425a0d0dc016.",
      };
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised, and does not have it." };
    if (syncApplications.state === "unknown") return cannotTell(syncApplications);
    if (identities.state === "unknown") return cannotTell(identities);
    if (identities.value.some(({ kind }) => kind === "application"))
      return {
        result: "fail",
        evidence:
          "Applications are to synchronise, but Microsoft Entra AD Synchronization Service is not in this tenant.",
        remedy: "Run the Entra Connect wizard; it comes back when synchronisation is enabled anew.",
      };
    return { result: "pass", evidence: "It is not in this tenant, and not needed by legacy users." };
  },
};
