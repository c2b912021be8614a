// Keeps secrets out of everything that is written: what is known to be a secret, and what looks like one.

const SECRET_FIELDS =
  "access_token|refresh_token|id_token|client_secret|client_assertion|assertion|device_code|user_code|code_verifier|password|secretText|temporaryAccessPass|privateKey";
const JSON_FIELD = new RegExp(`("(?:${SECRET_FIELDS})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, "gi");
const FORM_FIELD = new RegExp(`((?:^|[?&\\s"])(?:${SECRET_FIELDS}|code)=)[^&\\s"\\\\]*`, "gi");
const USER_CODE = /"user_code"\s*:\s*"([^"\\]+)"/g;
const JWT = /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const URL_PASSWORD = /(\/\/[^/\s:@"]*:)[^/\s@"]+@/g;

const VALUE_FIELD = /("value"\s*:\s*)"(?:[^"\\]|\\.)*"/g;

/** What takes the place of a secret. */
export const HIDDEN = "***";

/** Shorter strings are not searched for by value: they would hide ordinary text. */
const SHORTEST_SECRET = 6;

export interface Redactor {
  /** From now on this value is hidden wherever it occurs, in any of the encodings that requests and logs use. */
  hide(secret: string): void;
  clean(text: string): string;
}

export function createRedactor(): Redactor {
  const known = new Set<string>();
  const hide = (secret: string) => {
    if (secret.length < SHORTEST_SECRET) return;
    for (const form of encodings(secret)) known.add(form);
  };
  return {
    hide,
    clean(text) {
      // It stands in the same answer's sentence for people, too, and whoever enters it signs in as they like.
      for (const [, code] of text.matchAll(USER_CODE)) hide(code ?? "");
      let clean = text;
      for (const secret of [...known].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, HIDDEN);
      return clean
        .replace(JSON_FIELD, `$1"${HIDDEN}"`)
        .replace(FORM_FIELD, `$1${HIDDEN}`)
        .replace(JWT, HIDDEN)
        .replace(BEARER, `$1 ${HIDDEN}`)
        .replace(URL_PASSWORD, `$1${HIDDEN}@`);
    },
  };
}

/** A key vault's bodies without the secrets, which have a name there that elsewhere is everything's. */
export function withoutValues(body: string): string {
  return body.replace(VALUE_FIELD, `$1"${HIDDEN}"`);
}

function encodings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams({ s: secret }).toString().slice(2),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
  ];
}
