import { isUsualIssuer } from "../../knowledge/certificate-issuers.js";
import { needingAzure } from "../operations-asked.js";
import type { HostReach } from "../operator-snapshot.js";
import type { Check } from "./check.js";

const reachable = (id: string, title: string, service: HostReach["service"]): Check => ({
  id,
  title,
  judge: ({ hosts, operations }) => {
    const reach = hosts.find((one) => one.service === service);
    if (reach === undefined) return undefined;
    const neededBy = service === "arm" ? needingAzure(operations) : operations;
    const { host, proxy, answered } = reach;
    const way = proxy === null ? "directly" : `through the proxy ${proxy}`;
    return answered.state === "done"
      ? { result: "pass", evidence: `${host} answers, asked ${way}.`, neededBy }
      : {
          result: "fail",
          evidence: `${answered.reason} It was asked ${way}.`,
          remedy: answered.remedy,
          neededBy,
        };
  },
});

export const loginHost = reachable("NET-001", "Login host", "login");
export const graphHost = reachable("NET-002", "Microsoft Graph", "graph");
export const armHost = reachable("NET-003", "Azure Resource Manager", "arm");

/** An assertion is good for ten minutes at most, half of them back (RFC 7523; Entra ID refuses with AADSTS700024). */
const ERROR_MS = 300_000;
const WARNING_MS = 60_000;

export const clock: Check = {
  id: "NET-004",
  title: "Clock of this machine",
  judge: ({ clockSkewMs }) => {
    if (clockSkewMs === null)
      return {
        result: "unknown",
        severity: "warning",
        evidence: "The login host did not say what time it is.",
        remedy: "Compare the clock of this machine with a time service.",
        neededBy: [],
      };
    const seconds = Math.round(Math.abs(clockSkewMs) / 1000);
    const evidence =
      seconds <= 1
        ? "The clock of this machine agrees with the login host's."
        : `The clock of this machine is ${spell(seconds)} ${clockSkewMs > 0 ? "behind" : "ahead of"} the login host's.`;
    if (Math.abs(clockSkewMs) <= WARNING_MS) return { result: "pass", evidence };
    const error = Math.abs(clockSkewMs) > ERROR_MS;
    return {
      result: "fail",
      severity: error ? "error" : "warning",
      evidence: error
        ? `${evidence} A certificate's or federated credential's proof is refused, and tokens end at another time than they say.`
        : `${evidence} From five minutes on, Entra ID refuses what an application proves itself with.`,
      remedy:
        "Set the clock by a time service (Windows: w32tm /resync; Linux: timedatectl set-ntp true). Look at the servers of Entra Connect, too.",
      ...(error ? {} : { neededBy: [] }),
    };
  },
};

/**
 * A hint only: who inspects may use any name. Information, since this program can live with it where the root is trusted;
 * Entra Connect cannot ("Microsoft Entra Connect: Prerequisites", connectivity: TLS inspection is not supported).
 */
export const tlsInspection: Check = {
  id: "NET-005",
  title: "Who issued the hosts' certificates",
  judge: ({ issuers }) => {
    if (issuers.length === 0)
      return {
        result: "unknown",
        severity: "info",
        evidence: "No certificate was accepted, so that none could be looked at.",
        remedy: "See what is said of the hosts.",
        neededBy: [],
      };
    const strange = issuers.filter(({ issuer }) => !isUsualIssuer(issuer));
    if (strange.length === 0)
      return {
        result: "pass",
        evidence: "The certificates come from issuers that Microsoft's hosts usually have: no sign of TLS inspection.",
      };
    const names = [...new Set(strange.map(({ issuer }) => issuer || "an issuer without a name"))];
    return {
      result: "fail",
      severity: "info",
      evidence: `${strange.map(({ host }) => host).join(", ")}: issued by ${names.join("; ")}, which is not one of the issuers that Microsoft's hosts usually have. Something between may be inspecting TLS, or it is an emulated tenant; this machine trusts it.`,
      remedy:
        "This program works with it. Entra Connect does not support TLS inspection: on its servers let Microsoft's hosts pass uninspected.",
      neededBy: [],
    };
  },
};

function spell(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
