// What the person's browser shows at the end of a sign-in. The pages load nothing and say nothing that came from outside.

export type BrowserPage = "signed-in" | "failed" | "foreign" | "opened-before";

const TEXTS: Readonly<Record<BrowserPage, { readonly title: string; readonly text: string }>> = {
  "signed-in": {
    title: "You are signed in",
    text: "aadc-cloud goes on in the terminal. You can close this window.",
  },
  failed: {
    title: "The sign-in did not succeed",
    text: "The terminal says why, and what to do. You can close this window.",
  },
  foreign: {
    title: "This is not the sign-in that is waited for",
    text: "Nothing was done. Go back to the window that aadc-cloud has opened, or run its command again.",
  },
  "opened-before": {
    title: "This address was opened before",
    text: "It leads to the sign-in once. Go on in the window that opened it; if that was not you, press Ctrl-C in the terminal and run the command again.",
  },
};

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1.1rem/1.5 system-ui, sans-serif; }
main { max-width: 32rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.75rem; }
p { margin: 0; text-wrap: balance; }`;

export function browserPage(page: BrowserPage): string {
  const { title, text } = TEXTS[page];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - aadc-cloud</title>
<link rel="icon" href="data:,">
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
}

/** Nothing is loaded, kept or framed, and no address is passed on. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;
