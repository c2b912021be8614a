// Whether a request changes something: What-If is asked by a POST, and only answers.

const QUESTION = /\/identity\/conditionalAccess\/evaluate$/u;

/** @param request its address may be whole, or a path alone */
export function isWrite({ method, url }: { readonly method: string; readonly url: string }): boolean {
  return method !== "GET" && !QUESTION.test(url.split("?")[0] ?? "");
}
