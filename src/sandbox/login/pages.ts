// The few pages that a browser would show: errors, the form that posts a code back, and the end of a session.
import type { Answer } from "../routes.js";
import { errorDescription, type LoginFault, traceOf } from "./login-error.js";

/** Shown where there is no address to which the error could be sent. */
export function errorPage(fault: LoginFault, wallNow: number): Answer {
  const text = errorDescription(fault, traceOf(wallNow, undefined));
  return page(
    400,
    "Sign in to your account",
    `<h1>Sorry, but we’re having trouble signing you in.</h1><p>${escaped(text)}</p>`,
  );
}

/** `response_mode=form_post` ("OAuth 2.0 Form Post Response Mode"): the browser posts at once. */
export function formPostPage(address: string, fields: Readonly<Record<string, string>>): Answer {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return page(
    200,
    "Working…",
    `<form method="POST" name="hiddenform" action="${escaped(address)}">${inputs.join("")}<noscript><button type="submit">Continue</button></noscript></form><script>document.forms[0].submit();</script>`,
  );
}

export function signedOutPage(): Answer {
  return page(200, "Sign out", "<p>You signed out of your account. It's a good idea to close all browser windows.</p>");
}

function page(status: number, title: string, body: string): Answer {
  const head = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>`;
  return { status, page: `${head}<body>${body}</body></html>` };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character);
}
