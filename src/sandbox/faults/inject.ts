// Answers a request with something gone wrong.
import { emulatedHost } from "../hosts.js";
import { loginErrorAnswer } from "../login/login-error.js";
import type { Answer, Call } from "../routes.js";
import type { FaultKind } from "./faults.js";

/** What becomes of the answer on its way to the client. */
export interface Delivery {
  readonly answer: Answer;
  readonly how: "whole" | "truncated" | "cut" | "never";
}

/** Earlier answers to GET requests, for stale reads: as much as a test or a rehearsal needs. */
export interface EarlierAnswers {
  remember(call: Call, answer: Answer): void;
  recall(call: Call): Answer | undefined;
}

const MOST_EARLIER_ANSWERS = 1000;

export function createEarlierAnswers(): EarlierAnswers {
  const answers = new Map<string, Answer>();
  const key = (call: Call) => `${call.url.href} ${call.header("authorization") ?? ""}`;
  return {
    remember(call, answer) {
      if (call.method !== "GET" || answer.status !== 200) return;
      answers.delete(key(call));
      answers.set(key(call), answer);
      const [oldest] = answers.keys();
      if (answers.size > MOST_EARLIER_ANSWERS && oldest !== undefined) answers.delete(oldest);
    },
    recall: (call) => answers.get(key(call)),
  };
}

/** `work` answers the request as the services would. */
export async function inject(
  fault: FaultKind,
  call: Call,
  work: (call: Call) => Promise<Answer>,
  earlier: EarlierAnswers | undefined,
): Promise<Delivery> {
  switch (fault.kind) {
    case "status":
      return { how: "whole", answer: statusAnswer(fault, call) };
    case "reset":
      return { how: "cut", answer: await doneOrNot(fault.work, call, work) };
    case "hang":
      return { how: "never", answer: await doneOrNot(fault.work, call, work) };
    case "truncated":
      return { how: "truncated", answer: await work(call) };
    case "html":
      return { how: "whole", answer: { status: fault.status, page: ERROR_PAGE } };
    case "stale":
      return {
        how: "whole",
        answer: (call.method === "GET" ? earlier?.recall(call) : undefined) ?? (await work(call)),
      };
    case "repeated-page":
      return { how: "whole", answer: repeatedPage(call, await work(call)) };
    case "clock-skew":
      return { how: "whole", answer: skewed(await work(call), fault.seconds) };
    case "expired-token": {
      const header = (name: string) => (name.toLowerCase() === "authorization" ? "Bearer expired" : call.header(name));
      return { how: "whole", answer: await work({ ...call, header }) };
    }
  }
}

const ERROR_PAGE =
  "<html><head><title>Bad Gateway</title></head><body><h1>Our services aren't available right now</h1></body></html>";

type StatusFault = Extract<FaultKind, { kind: "status" }>;

/** Each service words its errors in its own form: the login service as OAuth 2.0 does, the others as OData does. */
function statusAnswer(fault: StatusFault, call: Call): Answer {
  const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  if (fault.body === "empty") return { status: fault.status, headers };
  if (fault.body === "html") return { status: fault.status, headers, page: ERROR_PAGE };
  if (emulatedHost(call.url.hostname)?.role === "login") return { ...loginStatus(fault, call), headers };
  const code = fault.status === 429 ? "TooManyRequests" : "UnknownError";
  return { status: fault.status, headers, body: { error: { code, message: "" } } };
}

/**
 * 90055 too many requests, 90033 the directory is not available ("Microsoft Entra authentication and authorization
 * error codes"); the OAuth error beside them, and 50000 for the other statuses, are choices.
 */
function loginStatus({ status }: StatusFault, call: Call): Answer {
  const [error, number, text] =
    status === 429
      ? (["temporarily_unavailable", 90055, "There are too many incoming requests."] as const)
      : status >= 500
        ? (["temporarily_unavailable", 90033, "A transient error has occurred. Please try again."] as const)
        : ([
            "invalid_request",
            50000,
            "There was an error issuing a token or an issue with our sign-in service.",
          ] as const);
  return loginErrorAnswer({ status, error, number, text }, Date.now(), call.header("client-request-id"));
}

/** 504 stands in the log for an answer that nobody made. */
async function doneOrNot(done: "done" | "undone", call: Call, work: (call: Call) => Promise<Answer>): Promise<Answer> {
  return done === "done" ? await work(call) : { status: 504 };
}

function repeatedPage(call: Call, answer: Answer): Answer {
  const { body } = answer;
  if (typeof body !== "object" || body === null || !("@odata.nextLink" in body)) return answer;
  return { ...answer, body: { ...body, "@odata.nextLink": call.url.href } };
}

function skewed(answer: Answer, seconds: number): Answer {
  const date = Date.parse(answer.headers?.["date"] ?? "");
  const from = Number.isNaN(date) ? Date.now() : date;
  return { ...answer, headers: { ...answer.headers, date: new Date(from + seconds * 1000).toUTCString() } };
}
