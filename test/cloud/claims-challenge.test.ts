// The claims of a challenge, out of every form of header that services send, and of those that nobody should.
import { describe, expect, test } from "vitest";
import { claimsIn } from "../../src/cloud/claims-challenge.js";

const CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1603742800"}}}';
const BASE64 = Buffer.from(CLAIMS).toString("base64");

function claims(header: string | readonly string[], status = 401): string | undefined {
  const headers = new Headers();
  for (const one of [header].flat()) headers.append("www-authenticate", one);
  return claimsIn({ status, headers });
}

describe("are found", () => {
  test.each([
    [
      "in Microsoft Graph's",
      `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${BASE64}"`,
    ],
    [
      "in Azure Resource Manager's, with commas in a text",
      `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="Revoked, changed, or ended: sign in.", claims="${BASE64}"`,
    ],
    ["without padding", `Bearer claims="${BASE64.replace(/=+$/, "")}"`],
    ["in the alphabet of URLs", `Bearer claims="${Buffer.from(CLAIMS).toString("base64url")}"`],
    ["without quotes", `Bearer error=insufficient_claims, claims=${BASE64}`],
    ["as JSON", `Bearer claims="${CLAIMS.replaceAll('"', '\\"')}"`],
    ["in a second challenge of one header", `Basic realm="a, b", Bearer realm="", claims="${BASE64}"`],
    ["in a first one", `Bearer claims="${BASE64}", PoP nonce="x"`],
    ["after a challenge with a token of its own", `Negotiate YII+ab/c==, Bearer claims="${BASE64}"`],
    ["after one that has nothing", `Negotiate, Bearer claims="${BASE64}"`],
    ["in odd spelling", `bEARER   Claims = "${BASE64}"`],
    ["without commas", `Bearer realm="" claims="${BASE64}"`],
    ["after a quoted quote", `Bearer error_description="say \\"claims=\\" here", claims="${BASE64}"`],
    ["before an end that is missing", `Bearer claims="${BASE64}`],
    ["among garbage", `;;;=,"x" Bearer (), claims="${BASE64}",,,`],
    ["first of two", `Bearer claims="${BASE64}", claims="bm8="`],
  ])("%s", (_where, header) => {
    expect(claims(header)).toBe(CLAIMS);
  });

  test("in one of several headers, and in a 403", () => {
    expect(claims(['Basic realm="x"', `Bearer claims="${BASE64}"`])).toBe(CLAIMS);
    expect(claims(`Bearer error="insufficient_claims", claims="${BASE64}"`, 403)).toBe(CLAIMS);
  });

  test("with spaces in the JSON taken out, and what is no ASCII escaped", () => {
    const odd = Buffer.from('{ "access_token": { "x": { "value": "\u00fc\u202e\u{1f600}" } } }\n').toString("base64");
    const found = claims(`Bearer claims="${odd}"`) ?? "";
    expect(found).toBe('{"access_token":{"x":{"value":"\\u00fc\\u202e\\ud83d\\ude00"}}}');
    expect(JSON.parse(found)).toEqual({ access_token: { x: { value: "\u00fc\u202e\u{1f600}" } } });
  });
});

describe("are not found", () => {
  test.each([
    ["no header", ""],
    ["no claims", 'Bearer realm="", error="invalid_token"'],
    ["empty claims", 'Bearer claims=""'],
    ["claims inside a text", `Bearer error_description="Bearer claims=${BASE64}"`],
    ["a text that belongs to nothing", `"Bearer claims=${BASE64}"`],
    ["claims of another scheme", `PoP claims="${BASE64}"`],
    ["claims before any scheme", `claims="${BASE64}"`],
    ["what is no base64", 'Bearer claims="%%%"'],
    ["base64 of no JSON", `Bearer claims="${Buffer.from("no").toString("base64")}"`],
    ["base64 of a list", `Bearer claims="${Buffer.from("[]").toString("base64")}"`],
    ["base64 of null", `Bearer claims="${Buffer.from("null").toString("base64")}"`],
    ["base64 of bytes", `Bearer claims="${Buffer.from([0xff, 0xfe, 0]).toString("base64")}"`],
  ])("in %s", (_what, header) => {
    expect(claims(header)).toBeUndefined();
  });

  test.each([200, 400, 404, 429, 500])("in an answer with status %i", (status) => {
    expect(claims(`Bearer claims="${BASE64}"`, status)).toBeUndefined();
  });

  test.each([
    ["too long", `Bearer claims="${BASE64}", x="${"a".repeat(16_384)}"`],
    ["of a thousand challenges", `${"a, ".repeat(1_000)}Bearer claims="${BASE64}"`],
    ["of quotes only", '"'.repeat(16_000)],
    ["of backslashes only", `Bearer claims="${"\\".repeat(16_000)}`],
    ["of equals signs only", "=".repeat(16_000)],
    ["of nested JSON", `Bearer claims="${"[".repeat(12_000)}"`],
    [
      "of nested JSON in base64",
      `Bearer claims="${Buffer.from(`{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`).toString("base64")}x"`,
    ],
  ])("in a header %s, and soon", (_what, header) => {
    const begun = performance.now();
    expect(claims(header)).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
