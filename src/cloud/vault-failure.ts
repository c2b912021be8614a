// Why a key vault cannot be used, and who must act. Sources: Azure Key Vault REST API, "REST API error codes"; "Troubleshooting
// Azure key vault access policy issues"; "Azure Key Vault soft-delete overview".
import { isConsentMissing } from "../knowledge/sign-in-errors/consent.js";
import {
  type AadcError,
  GuardError,
  messageOf,
  PermissionError,
  ServiceError,
  SignInError,
  UsageError,
} from "../shapes/errors.js";
import { requestIdOf } from "./answers.js";
import { claimsIn } from "./claims-challenge.js";
import { challengeRemedy, demandsInWords } from "./claims-demands.js";
import type { AuthKind } from "./sign-in/auth-kinds.js";
import { signInAgain } from "./sign-in-again.js";
import type { Answer } from "./transport.js";

export interface VaultAsked {
  readonly vault: string;
  readonly origin: string;
  readonly secret: string;
  readonly write: boolean;
  readonly kind: AuthKind;
}

const ELSEWHERE = "or keep the secret in a file: --password-to file:PATH";

/** The error behind an answer that is no secret; `no-such-secret` where it says that there is none of that name. */
export function refusalOfVault(answer: Answer, asked: VaultAsked): AadcError | "no-such-secret" {
  const { status } = answer;
  const { codes, message } = said(answer);
  if (status === 404 && codes.includes("SecretNotFound")) return "no-such-secret";
  if (status === 404) return noSuchVault(asked, `${asked.origin} knows no secrets`);
  const text = `The key vault ${asked.vault} refused to ${asked.write ? "set" : "read"} the secret ${asked.secret} with status ${status}${codes.length === 0 ? "" : ` (${codes.join(", ")})`}${message === "" ? "." : `: ${message}`}`;
  const details = { code: codes.at(-1) ?? `http-${status}`, ...requestIdOf(answer) };
  const claims = claimsIn(answer);
  if (claims !== undefined)
    return new SignInError(`${text} It still asks for ${demandsInWords(claims)}.`, {
      ...details,
      code: "claims-challenge",
      remedy: challengeRemedy(claims, asked.kind),
    });
  if (status === 401) return new SignInError(text, { ...details, remedy: signInAgain(asked.kind) });
  if (status === 403 && codes.includes("SecretDisabled"))
    return new GuardError(`The secret ${asked.secret} of ${asked.vault} is there, and disabled.`, {
      ...details,
      code: "secret-disabled",
      remedy: "Name a secret that does not exist; or enable this one, if it is the account's.",
    });
  if (status === 403) return new PermissionError(text, { ...details, ...whoLetsIn(codes, asked) });
  if (status === 409)
    return new GuardError(
      `The secret ${asked.secret} of ${asked.vault} is deleted, but not purged yet, and its name is not free before that.`,
      {
        ...details,
        code: "secret-deleted",
        remedy: `Name another secret. Or bring it back (az keyvault secret recover --vault-name ${asked.vault} --name ${asked.secret}), if it is the account's; or have it purged, if nobody needs it.`,
      },
    );
  if (status < 400)
    return new ServiceError(`${asked.origin} did not answer as a key vault does (status ${status}).`, {
      ...details,
      code: "unexpected-answer",
      remedy: "Something between may be answering instead of Microsoft: a captive portal or a proxy.",
    });
  return new ServiceError(text, {
    ...details,
    remedy:
      status === 429 || status >= 500
        ? `Wait some minutes and run the command again, ${ELSEWHERE}`
        : "Read what the service says; if it makes no sense, run again with --trace and look at the exchange.",
    status,
    serviceCodes: codes,
  });
}

/** The sign-in itself gives no token for key vaults. */
export function asksInVain(error: unknown, { vault, kind }: VaultAsked): AadcError | undefined {
  const isRefused = error instanceof PermissionError || error instanceof SignInError;
  if (!isRefused || !(isConsentMissing(error.code) || NOT_ASKED_FOR.has(error.code))) return undefined;
  return new PermissionError(`This sign-in gets no token for the key vault ${vault}. ${error.message}`, {
    code: "vault-consent",
    remedy:
      kind === "browser" || kind === "device-code"
        ? `Have the delegated permission user_impersonation of Azure Key Vault added to the registration and consented to (Entra admin center > App registrations > API permissions), sign in with --auth azure-cli, ${ELSEWHERE}`
        : `Sign in another way, ${ELSEWHERE}`,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error,
  });
}

/** The registration does not list Key Vault ("Microsoft Entra authentication & authorization error codes"). */
const NOT_ASKED_FOR = new Set(["AADSTS65005", "AADSTS650056", "AADSTS650057", "AADSTS500011"]);

/** A vault's name is a host's name: one that nobody knows is no vault's. */
export function unreachableVault(error: unknown, asked: VaultAsked): AadcError | undefined {
  if (!(error instanceof ServiceError) || error.code !== "unreachable" || !/\(ENOTFOUND\)/.test(error.message))
    return undefined;
  return noSuchVault(asked, messageOf(error).replace(/\.$/, ""), error);
}

function noSuchVault({ vault }: VaultAsked, why: string, cause?: unknown): UsageError {
  return new UsageError(`There is no key vault ${vault} in this cloud, or it cannot be seen from here: ${why}.`, {
    code: "vault-not-found",
    remedy: `Look at the name (az keyvault list --query "[].name"), at --cloud, and whether the vault is open to this network; ${ELSEWHERE}`,
    cause,
  });
}

/** "Azure Key Vault REST API error codes", 403: the inner code says which of the three gates is shut. */
function whoLetsIn(codes: readonly string[], { vault }: VaultAsked): { code: string; remedy: string } {
  if (codes.some((code) => ["ForbiddenByFirewall", "ForbiddenByConnection"].includes(code)))
    return {
      code: "vault-firewall",
      remedy: `The vault's firewall keeps this machine out: have its address allowed (Azure portal > ${vault} > Networking), run the command inside of that network, ${ELSEWHERE}`,
    };
  if (codes.includes("ForbiddenByRbac"))
    return {
      code: "vault-access",
      remedy: `Have the role Key Vault Secrets Officer assigned to whoever signs in here (Azure portal > ${vault} > Access control (IAM)); it may take ten minutes; ${ELSEWHERE}`,
    };
  return {
    code: "vault-access",
    remedy: `Have whoever signs in here allowed to get and set secrets: the role Key Vault Secrets Officer (Azure portal > ${vault} > Access control (IAM)), or where the vault has access policies, Get and Set for secrets (Access policies); ${ELSEWHERE}`,
  };
}

/** `{error: {code, message, innererror: {code}}}`, outermost code first. */
function said({ body }: Answer): { readonly codes: readonly string[]; readonly message: string } {
  let error: Fields;
  try {
    error = fields(fields(JSON.parse(body))["error"]);
  } catch {
    return { codes: [], message: "" };
  }
  const codes = [error["code"], fields(error["innererror"])["code"]];
  return {
    codes: codes.filter((code): code is string => typeof code === "string" && code !== ""),
    message: typeof error["message"] === "string" ? error["message"].slice(0, 500) : "",
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
