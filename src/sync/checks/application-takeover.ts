import type { SyncApplicationState } from "../../tenant/sync-applications.js";
import type { Check } from "./check.js";
import { eachApplication, type Found } from "./each-application.js";

/** While a certificate is renewed there are two. */
const MOST_KEYS = 2;

export const applicationTakeover: Check = {
  id: "SYNC-016",
  title: "Takeover of a sync application",
  why: "Whoever has a credential of it, or may add one, can write to every synchronised account.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/authenticate-application-id",
  judge: (judged) =>
    eachApplication(judged, takeoverOf, {
      pass: "Nobody owns one, and each has certificates only.",
      remedy:
        "Find out who added it (audit log), take it away in the Entra admin center, and look at what was written since.",
    }),
};

function takeoverOf({ displayName, credentials }: SyncApplicationState): Found {
  if (credentials.state === "unknown")
    return { result: "unknown", says: credentials.reason, remedy: credentials.remedy };
  if (credentials.value === null)
    return {
      result: "fail",
      severity: "error",
      says: `${displayName} may synchronise, but its application is not in this tenant: others hold its credentials`,
    };
  const { certificates, secrets, federated, owners } = credentials.value;
  const grave = [
    ...(secrets > 0 ? [`${secrets} client secret${secrets === 1 ? "" : "s"}`] : []),
    ...(federated > 0 ? [`${federated} federated credential${federated === 1 ? "" : "s"}`] : []),
  ];
  const light = [
    ...(certificates.length > MOST_KEYS ? [`${certificates.length} certificates`] : []),
    ...(owners.length > 0 ? [`owned by ${owners.join(", ")}`] : []),
  ];
  if (grave.length + light.length === 0) return undefined;
  const says = `${displayName}: ${[...grave, ...light].join(", ")}`;
  return { result: "fail", severity: grave.length > 0 ? "error" : "warning", says };
}
