import { SIGN_IN_ERRORS } from "../../knowledge/sign-in-errors.js";
import { sameServer } from "../../shapes/server-name.js";
import { parseTime } from "../../shapes/time.js";
import type { IdentitySignIns } from "../../tenant/sync-sign-ins.js";
import { activeServerIn } from "../active-server.js";
import type { IdentityView, Judged } from "../judged.js";
import type { Check } from "./check.js";
import { ageLimits } from "./last-sync-age.js";
import { logOf } from "./sign-in-log.js";

export const identitySignIns: Check = {
  id: "SYNC-020",
  title: "Sign-ins of the sync identities",
  why: "The first sign of a blocked server is in the sign-in log: mails and warnings come a day later.",
  link: "https://learn.microsoft.com/graph/api/signin-list",
  judge: (judged) => {
    const log = logOf(judged);
    if ("result" in log) return log;
    const failing = log.of.flatMap(({ identity, signIns }) => {
      const code = signIns.newest?.errorCode ?? null;
      return code === null || code === 0 ? [] : [{ identity, code, signIns }];
    });
    const open = failing.filter(({ identity, code }) => !isMended(identity, code));
    if (open.length > 0)
      return {
        result: "fail",
        severity: open.some(({ identity }) => matters(judged, identity)) ? "error" : "warning",
        evidence: open.map(({ identity, code, signIns }) => failureWords(identity, code, signIns)).join("; "),
        remedy: remedyFor(open.map(({ code }) => code)),
      };
    if (failing.length > 0)
      return {
        result: "fail",
        severity: "info",
        evidence: `${failing.map(({ identity, code, signIns }) => failureWords(identity, code, signIns)).join("; ")}. No policy binds it any more.`,
        remedy: "The next sign-in will tell: run the command again after the next cycle.",
      };
    const seen = log.of.filter(({ signIns }) => signIns.newest !== null);
    if (seen.length === 0)
      return {
        result: "unknown",
        evidence: `No sign-in of a sync identity is in the log since ${log.since}.`,
        remedy: "The log is late by minutes to hours; else nobody tries: look at the servers.",
      };
    if (seen.some(({ signIns }) => signIns.newest?.errorCode === null))
      return {
        result: "unknown",
        evidence: "The log does not say what came of the newest sign-ins.",
        remedy: "Look at them in the Entra admin center: Sign-in logs, service principals and non-interactive users.",
      };
    const active = activeServerIn(judged.activeServer);
    const own = active === null ? [] : log.of.filter(({ identity }) => isOf(identity, active));
    if (own.length > 0 && own.every(({ signIns }) => signIns.newest === null))
      return {
        result: "unknown",
        evidence: `Of ${active ?? ""}, which is active, no sign-in is in the log since ${log.since}.`,
        remedy: "The log is late by minutes to hours; run the command again later.",
      };
    const earlier = seen.flatMap(({ identity, signIns }) =>
      signIns.codes
        .filter(({ code }) => code !== 0)
        .map(({ code, count }) => `${identity.name}: AADSTS${code}, ${count} times`),
    );
    if (earlier.length > 0)
      return {
        result: "fail",
        severity: "info",
        evidence: `Sign-ins succeed again. Earlier ones failed: ${earlier.join("; ")}.`,
        remedy: "If it comes back, the sign-in log in the Entra admin center names the policy.",
      };
    return {
      result: "pass",
      evidence: `The newest of each succeeded: ${seen.map(({ identity }) => identity.name).join(", ")}.`,
    };
  },
};

function isOf({ server }: IdentityView, active: string): boolean {
  return server === null || sameServer(server, active);
}

/** A policy refused it, and binds it no more. */
function isMended({ kind, boundBy, perhapsBoundBy }: IdentityView, code: number): boolean {
  return kind === "legacy-user" && BY_POLICY.has(code) && boundBy.length + perhapsBoundBy.length === 0;
}

/** The active server's own, and any of which that cannot be ruled out; while cycles end, somebody signs in for certain. */
function matters(
  { activeServer, at, snapshot: { organization, lastExport } }: Judged,
  identity: IdentityView,
): boolean {
  const active = activeServerIn(activeServer);
  if (active !== null) return isOf(identity, active);
  const interval = lastExport.state === "known" ? (lastExport.value?.interval ?? null) : null;
  const lastSync = parseTime(organization.value.lastSync ?? "") ?? Number.NEGATIVE_INFINITY;
  return at - lastSync > ageLimits(interval).warningMs;
}

function failureWords({ name }: IdentityView, code: number, { newest, codes }: IdentitySignIns): string {
  const count = codes.find((one) => one.code === code)?.count ?? 1;
  const meaning = SIGN_IN_ERRORS.get(code)?.meaning;
  const why = meaning === undefined ? "" : ` (${meaning.replace(/\.$/, "")})`;
  return `${name}: AADSTS${code}${why}, ${count} times, last at ${newest?.at ?? ""} from ${newest?.ip ?? "an unknown address"}`;
}

function remedyFor(codes: readonly number[]): string {
  if (codes.some((code) => BY_POLICY.has(code)))
    return "A policy stands in the way: aadc-cloud mfa-exclusion status says which one.";
  const [known] = codes.flatMap((code) => SERVER_REMEDIES.get(code) ?? []);
  return known ?? "Look the code up in the sign-in log of the Entra admin center; it names what was missing.";
}

/** MFA is asked for, conditions are not met, the place is not allowed, a device is to be registered or compliant. */
const BY_POLICY: ReadonlySet<number> = new Set([50076, 50079, 50074, 53000, 53001, 53002, 53003, 53004, 530035]);

/** Causes of a server's identity. Source: the table of failures of "Troubleshoot Microsoft Entra Connect", and field reports. */
const SERVER_REMEDIES: ReadonlyMap<number, string> = new Map([
  [
    700027,
    "Two servers may share this application (a cloned machine): run Configure application-based authentication on each.",
  ],
  [700016, "The application is gone or half made: delete what is left of it, and run the wizard again."],
  [50057, "The account is disabled: enable it, if it is the server's that is to synchronise."],
  [50054, "The password is an old one: Add-ADSyncAADServiceAccount on the server makes a new one."],
  [50126, "The password is not the account's: Add-ADSyncAADServiceAccount on the server makes a new one."],
  [500014, "Microsoft's synchronisation service is disabled in this tenant: SYNC-017 says how to enable it."],
  [7000222, "Its certificate has run out: run Configure application-based authentication in the wizard."],
]);
