import type { Check } from "./check.js";

export const syncEnabled: Check = {
  id: "SYNC-001",
  title: "Directory synchronisation",
  why: "Without it nothing that changes in Active Directory reaches the cloud.",
  link: "https://learn.microsoft.com/graph/api/resources/organization",
  judge: ({ snapshot: { organization } }) =>
    organization.value.syncEnabled === true
      ? { result: "pass", evidence: "The tenant is synchronised from Active Directory." }
      : {
          result: "fail",
          evidence:
            organization.value.syncEnabled === false ? "It was switched off." : "This tenant was never synchronised.",
          remedy: "If it should be, run the Entra Connect wizard on the server; it switches synchronisation on.",
        },
};
