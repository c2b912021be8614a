import { typedPlainly } from "../../shapes/typed.js";
import { needingAzure } from "../operations-asked.js";
import type { Attempt, OperatorSnapshot } from "../operator-snapshot.js";
import type { Check, Verdict } from "./check.js";
import { remedyForOtherCloud } from "./cloud.js";

export const signIn: Check = {
  id: "SIGN-001",
  title: "Sign-in",
  judge: (snapshot) => {
    const failure = failed(snapshot.signIn);
    // In the wrong cloud nothing else that a refusal proposes is of use.
    if (failure !== undefined) return { ...failure, remedy: remedyForOtherCloud(snapshot) ?? failure.remedy ?? "" };
    return {
      result: "pass",
      evidence: `Signed in ${byKind(snapshot)} as ${snapshot.operatorName || "somebody whose token does not say who"}.`,
    };
  },
};

export const armSignIn: Check = {
  id: "SIGN-002",
  title: "Sign-in for Azure (Connect Health)",
  judge: (snapshot) => {
    const { armSignIn: attempt, operations } = snapshot;
    if (attempt === null) return undefined;
    const neededBy = needingAzure(operations);
    const failure = failed(attempt);
    if (failure === undefined)
      return { result: "pass", evidence: "Azure Resource Manager has taken the token.", neededBy };
    return { ...failure, neededBy };
  },
};

export const savedSession: Check = {
  id: "SIGN-003",
  title: "Saved sign-in",
  judge: ({ savedSession: protection, typed = typedPlainly }) => {
    if (protection === null) return undefined;
    const { exposed } = protection;
    if (protection.kind === "keyring") {
      const others = exposed === undefined ? "" : ` The file is not kept from others any more: ${exposed}.`;
      return { result: "pass", evidence: `Its tokens are encrypted with a key from the system's keyring.${others}` };
    }
    if (exposed !== undefined)
      return {
        result: "fail",
        severity: "warning",
        evidence: `Its tokens lie on the disk not encrypted (${protection.reason}), and not kept from others any more: ${exposed}.`,
        remedy:
          "Type aadc-cloud login, which saves them readable by you alone again. Whoever has read them meanwhile can act as you until the account's sessions are revoked: Entra admin center > Users > the account > Revoke sessions.",
        neededBy: [],
      };
    return {
      result: "fail",
      severity: "info",
      evidence: `Its tokens lie on the disk readable for their owner, not encrypted: ${protection.reason}`,
      remedy: `On a machine that others administer, type ${typed("logout")} when the work is done.`,
      neededBy: [],
    };
  },
};

/** What a token already allows goes on; so nothing is stopped yet. */
export const renewal: Check = {
  id: "SIGN-004",
  title: "Renewal of the sign-in",
  judge: ({ refusedRenewal }) => {
    if (refusedRenewal === null) return undefined;
    const { reason, remedy, endsAt } = refusedRenewal;
    const end = endsAt === null ? "soon" : `at ${new Date(endsAt).toISOString().slice(11, 16)} UTC`;
    return {
      result: "fail",
      severity: "warning",
      evidence: `${reason} No newer token is given: rights that were granted meanwhile are not seen, and the sign-in ends ${end}.`,
      remedy,
      neededBy: [],
    };
  },
};

function failed(attempt: Attempt): Verdict | undefined {
  if (attempt.state === "done") return undefined;
  return { result: "fail", evidence: attempt.reason, remedy: attempt.remedy };
}

function byKind({ asked: { authKind }, signInReason }: OperatorSnapshot): string {
  const words = {
    "device-code": "by device code",
    browser: "in the browser",
    secret: "with a client secret",
    certificate: "with a certificate",
    "managed-identity": "as a managed identity",
    "workload-identity": "with a workload identity",
    "azure-cli": "through the Azure CLI",
  } as const;
  return `${words[authKind]}${signInReason === null ? "" : ` (${signInReason})`}`;
}
