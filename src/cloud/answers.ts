// From an answer to a value that is known to have the expected shape, or to the error that says who must act.
import type * as z from "zod";
import { howToGrant, type Need } from "../knowledge/permissions.js";
import { type AadcError, PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import type { Source } from "../shapes/fact.js";
import { claimsIn } from "./claims-challenge.js";
import { challengeRemedy, demandsInWords } from "./claims-demands.js";
import { ONE_A_SECOND } from "./held-up.js";
import type { AuthKind } from "./sign-in/auth-kinds.js";
import { signInAgain } from "./sign-in-again.js";
import type { Answer } from "./transport.js";

/** A request as errors and sources name it. */
export interface Asked {
  /** Such as `GET /v1.0/organization`. */
  readonly label: string;
  readonly need: Need;
  readonly write: boolean;
  /** How the one who asks has signed in. */
  readonly kind?: AuthKind;
}

export interface Read<T> {
  readonly value: T;
  readonly source: Source;
}

/** @throws {AadcError} when the status is not 2xx, the body is no JSON, or its shape is not the expected one */
export function readAnswer<T>(answer: Answer, schema: z.ZodType<T>, asked: Asked): Read<T> {
  if (answer.status < 200 || answer.status > 299) throw failureFrom(answer, asked);
  const parsed = schema.safeParse(jsonOf(answer, asked));
  if (parsed.success) return { value: parsed.data, source: sourceOf(answer, asked) };
  const issue = parsed.error.issues[0];
  throw new ServiceError(
    `The answer to ${asked.label} is not of the expected form: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trimEnd(),
    {
      code: "unexpected-shape",
      remedy: "Microsoft may have changed the service: look for a newer version of this program.",
      ...requestIdOf(answer),
    },
  );
}

/** The error behind an answer that is not 2xx. */
export function failureFrom(answer: Answer, asked: Asked): AadcError {
  const { codes, message } = serviceError(answer);
  const what = `${asked.label} failed with status ${answer.status}${codes.length === 0 ? "" : ` (${codes.join(", ")})`}${message === "" ? "" : `: ${message}`}`;
  const said = /[.!?]$/.test(what) ? what : `${what}.`;
  const details = { code: codes[0] ?? `http-${answer.status}`, ...requestIdOf(answer) };
  const claims = claimsIn(answer);
  if (claims !== undefined)
    return new SignInError(`${said} The service still asks for ${demandsInWords(claims)}.`, {
      ...details,
      code: "claims-challenge",
      remedy: challengeRemedy(claims, asked.kind),
    });
  if (answer.status === 401) return new SignInError(said, { ...details, remedy: signInAgain(asked.kind) });
  if (answer.status === 403 && codes.includes("Authentication_RequestFromNonPremiumTenantOrB2CTenant"))
    return new PermissionError(said, {
      ...details,
      remedy: "This needs a Microsoft Entra ID P1 or P2 licence in the tenant.",
    });
  if (answer.status === 403) return new PermissionError(said, { ...details, remedy: howToGrant(asked.need) });
  const perhapsDone = asked.write && (answer.status === 408 || answer.status >= 500);
  return new ServiceError(said, {
    ...details,
    remedy: codes.includes("SubscriptionNotFound") ? NO_SUBSCRIPTION : laterRemedy(answer.status, asked),
    status: answer.status,
    serviceCodes: codes,
    carriedOut: perhapsDone ? "unknown" : "no",
  });
}

/** Azure says the same of one that is in another tenant ("Troubleshoot SubscriptionNotFound"). */
const NO_SUBSCRIPTION =
  "Check the subscription's id, and that it belongs to the tenant that you are signed in to; az account list shows both.";

function laterRemedy(status: number, { label }: Asked): string {
  if (status !== 429 && status < 500)
    return "Read what the service says; if it makes no sense, run again with --trace and look at the exchange.";
  if (status === 501 || status === 505)
    return "The service does not offer this here, and waiting will not change it. If it did before, run again with --trace and look at the exchange.";
  const again = "Wait some minutes and run the command again.";
  return status === 429 && label.includes("/identity/conditionalAccess/")
    ? `${again} ${ONE_A_SECOND} Let it end first.`
    : again;
}

export function sourceOf(answer: Answer, asked: Asked): Source {
  const date = Date.parse(answer.headers.get("date") ?? "");
  return Number.isNaN(date) ? { request: asked.label } : { request: asked.label, at: new Date(date).toISOString() };
}

/** Microsoft's id of the exchange, for a support case. */
export function requestIdOf(answer: Answer): { requestId?: string } {
  const id = answer.headers.get("request-id") ?? answer.headers.get("x-ms-request-id");
  return id === null ? {} : { requestId: id };
}

function jsonOf(answer: Answer, asked: Asked): unknown {
  try {
    return JSON.parse(answer.body.replace(/^\uFEFF/, ""));
  } catch {
    const what = /^\s*</.test(answer.body) ? "a web page" : "something that is not complete JSON";
    throw new ServiceError(`${asked.label} was answered with ${what}.`, {
      code: "unexpected-answer",
      remedy: "Something between may be answering instead of Microsoft: a captive portal or a proxy.",
      ...requestIdOf(answer),
    });
  }
}

/** Graph and ARM share `{error: {code, message, details}}`; details may be absent, codes empty, the body no JSON at all. */
function serviceError(answer: Answer): { codes: readonly string[]; message: string } {
  let error: unknown;
  try {
    error = (JSON.parse(answer.body) as { error?: unknown } | null)?.error;
  } catch {
    return { codes: [], message: "" };
  }
  const outer = fields(error);
  const details = Array.isArray(outer["details"]) ? outer["details"].map((detail) => fields(detail)["code"]) : [];
  return {
    codes: [outer["code"], ...details].filter((code): code is string => typeof code === "string" && code !== ""),
    message: typeof outer["message"] === "string" ? outer["message"].slice(0, 500) : "",
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
