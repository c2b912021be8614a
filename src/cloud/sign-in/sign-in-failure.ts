// The error for people behind whatever a sign-in library threw.

import type { SignInErrorMeaning } from "../../knowledge/sign-in-errors/meaning.js";
import { LIBRARY_WORDS, PROTOCOL_WORDS } from "../../knowledge/sign-in-errors/words.js";
import { SIGN_IN_ERRORS } from "../../knowledge/sign-in-errors.js";
import {
  AadcError,
  type ErrorDetails,
  messageOf,
  PermissionError,
  ServiceError,
  SignInError,
} from "../../shapes/errors.js";

/** Longer answers are cut: whoever answers in the login host's place may say anything. */
const LONGEST_SENTENCE = 300;

/** Clocks that differ by less than this refuse nothing. */
const WORTH_TELLING_MS = 60_000;

/** The codes that a wrong clock explains. */
const ABOUT_TIME = ["AADSTS700024", "AADSTS500133"];

const CLASSES = { "sign-in": SignInError, permission: PermissionError, service: ServiceError } as const;

/**
 * @param refusal what the latest answer said of itself, where the library has dropped it
 * @param aheadMs by how much this machine's clock is ahead of the login host's, where that is known
 */
export function signInFailure(thrown: unknown, refusal?: string, aheadMs?: number): AadcError {
  if (thrown instanceof AadcError) return thrown;
  const said = messageOf(thrown);
  const own = aadstsOf(said) === undefined ? libraryWord(thrown) : undefined;
  const text = own === undefined ? wordsOfEntra(said, refusal) : said;
  const number = own === undefined ? aadstsOf(text) : undefined;
  const described = number === undefined ? undefined : SIGN_IN_ERRORS.get(Number(number));
  const word = own ?? (described === undefined ? protocolWord(thrown) : undefined);
  const code = number !== undefined ? `AADSTS${number}` : word !== undefined ? word.code : "sign-in-failed";
  const meaning = described ?? word?.meaning;
  const requestId = correlationIdOf(text, thrown);
  const remedy = meaning?.remedy ?? "Check tenant, application and credentials, then sign in again.";
  const details: ErrorDetails = {
    code,
    remedy: `${clockRemedy(code, aheadMs)}${remedy}${number === undefined || described !== undefined ? "" : lookUp(number)}`,
    ...(requestId === undefined ? {} : { requestId }),
    cause: thrown,
  };
  const message =
    described !== undefined
      ? `Microsoft Entra ID refused the sign-in: ${described.meaning} (${code}).`
      : number !== undefined || word === undefined
        ? `The sign-in failed: ${firstSentence(text)}`
        : `The sign-in failed: ${word.meaning.meaning}.`;
  return new CLASSES[meaning?.becomes ?? "sign-in"](message, details);
}

interface Word {
  /** The library's or the protocol's word, spelled as our codes are. */
  readonly code: string;
  readonly meaning: Omit<SignInErrorMeaning, "code">;
}

/** Requests run side by side: what the library was told counts before what came last, which is the same without its frame. */
function wordsOfEntra(said: string, refusal: string | undefined): string {
  const number = aadstsOf(said);
  if (number === undefined || number === aadstsOf(refusal ?? "")) return refusal ?? said;
  return said.slice(said.indexOf("AADSTS"));
}

/** The first number counts: further ones say what led to it. */
function aadstsOf(text: string): string | undefined {
  return /AADSTS(\d{4,9})(?!\d)/.exec(text)?.[1];
}

function libraryWord(thrown: unknown): Word | undefined {
  return firstKnown(LIBRARY_WORDS, [field(thrown, "errorCode")]);
}

/** MSAL names a refusal of a device code's poll in its message only. */
function protocolWord(thrown: unknown): Word | undefined {
  const names = ["subError", "errorCode", "errorMessage"].map((name) => field(thrown, name));
  return firstKnown(PROTOCOL_WORDS, names);
}

function firstKnown(known: typeof LIBRARY_WORDS, words: readonly (string | undefined)[]): Word | undefined {
  for (const word of words) {
    const meaning = word === undefined ? undefined : known.get(word);
    if (word !== undefined && meaning !== undefined) return { code: word.replaceAll("_", "-"), meaning };
  }
  return undefined;
}

function field(thrown: unknown, name: string): string | undefined {
  const value = typeof thrown === "object" && thrown !== null ? (thrown as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function clockRemedy(code: string, aheadMs: number | undefined): string {
  if (!ABOUT_TIME.includes(code) || aheadMs === undefined || !(Math.abs(aheadMs) >= WORTH_TELLING_MS)) return "";
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return `This machine's clock is ${minutes} ${minutes === 1 ? "minute" : "minutes"} ${aheadMs > 0 ? "ahead of" : "behind"} the login host's. `;
}

/** Microsoft's own page about its codes ("Microsoft Entra authentication and authorization error codes"). */
function lookUp(number: string): string {
  return ` Microsoft says more about the code at https://login.microsoftonline.com/error?code=${number}.`;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function correlationIdOf(text: string, thrown: unknown): string | undefined {
  const named = /(?:Correlation ID:|correlation_id"?:?)\s*"?([0-9a-f-]{36})/i.exec(text)?.[1];
  return [named, field(thrown, "correlationId")].find((id) => id !== undefined && GUID.test(id));
}

function firstSentence(text: string): string {
  const end = text.search(/\s(Trace ID|Correlation ID|Timestamp):|[\r\n]/);
  const sentence = (end === -1 ? text : text.slice(0, end)).trim();
  const short = sentence.length > LONGEST_SENTENCE ? `${sentence.slice(0, LONGEST_SENTENCE)}…` : sentence;
  return short.endsWith(".") ? short : `${short}.`;
}
