import type { Check } from "./check.js";
import { logOf } from "./sign-in-log.js";

export const legacyTls: Check = {
  id: "SYNC-021",
  title: "Legacy TLS",
  why: "Microsoft turns TLS 1.0 and 1.1 away; a server that still uses them stops without warning.",
  link: "https://learn.microsoft.com/troubleshoot/entra/entra-id/ad-dmn-services/enable-support-tls-environment",
  judge: (judged) => {
    const log = logOf(judged);
    if ("result" in log) return log;
    const users = log.of.filter(({ signIns }) => (signIns.legacyTls ?? 0) > 0);
    if (users.length > 0)
      return {
        result: "fail",
        severity: "warning",
        evidence: users
          .map(({ identity, signIns }) => `${identity.name}: ${signIns.legacyTls ?? 0} sign-ins`)
          .join("; "),
        remedy: "Switch TLS 1.2 on at that server, for .NET too: Set-ADSyncToolsTls12.",
      };
    if (log.of.every(({ signIns }) => signIns.legacyTls === null))
      return {
        result: "unknown",
        evidence: `No sign-in since ${log.since} tells how it was made.`,
        remedy: "The log is late by minutes to hours; run the command again later.",
      };
    return { result: "pass", evidence: "No sign-in that was seen used it." };
  },
};
