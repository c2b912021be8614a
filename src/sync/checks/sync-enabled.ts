import type { Check } from "./check.js";

export const syncEnabled: Check = {
  id: "SYNC-001",
  title: "Directory synchronisation",
  judge: ({ organization: { syncEnabled } }) =>
    syncEnabled === true
      ? { result: "pass", evidence: "The tenant is synchronised from Active Directory." }
      : {
          result: "fail",
          evidence: syncEnabled === false ? "It was switched off." : "This tenant was never synchronised.",
          remedy: "If it should be, run the Entra Connect wizard on the server; it switches synchronisation on.",
        },
};
