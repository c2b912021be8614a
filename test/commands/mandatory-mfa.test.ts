// Azure's mandatory multifactor authentication is foreseen from what the token tells, before anything is sent.
import { expect, test } from "vitest";
import { cloudNamed } from "../../src/cloud/clouds.js";
import { warnOfMandatoryMfa } from "../../src/commands/mandatory-mfa.js";
import { ServiceError } from "../../src/shapes/errors.js";

const tokenOf = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;

interface Who {
  readonly kind?: string | null;
  readonly cloud?: string;
}

async function warned(claims: object, { kind = "person", cloud = "public" }: Who = {}) {
  const asked: unknown[] = [];
  const grants = { kind, permissions: null, roleIds: null, tenantId: null, clientId: null };
  const warnings = await warnOfMandatoryMfa({
    cloud: cloudNamed(cloud),
    grants: () => Promise.resolve(grants),
    credential: {
      getToken: (scope: unknown) => {
        asked.push(scope);
        return Promise.resolve({ token: tokenOf(claims), expiresOnTimestamp: 0 });
      },
    },
    typed: (words: string) => `aadc-cloud ${words}`,
  } as unknown as Parameters<typeof warnOfMandatoryMfa>[0]);
  return { text: warnings.join(" "), asked };
}

test.each([
  ["a password alone", { amr: ["pwd"] }, /without multifactor authentication.*aadc-cloud login/],
  ["a second factor", { amr: ["pwd", "mfa"] }, /^$/],
  ["the context that stands for it", { amr: ["pwd"], acrs: ["p1"] }, /^$/],
  ["another context", { amr: ["pwd"], acrs: ["c1"] }, /without multifactor/],
  ["a token that does not tell", {}, /cannot be told.*aadc-cloud login/],
  ["an odd token", { amr: "mfa" }, /cannot be told/],
])("%s", async (_what, claims, expected) => {
  const { text, asked } = await warned(claims);
  expect(text).toMatch(expected);
  expect(asked).toEqual(["https://management.azure.com/.default"]);
});

test.each([
  ["an application", { kind: "application" }],
  ["nobody knows who", { kind: null }],
  ["another cloud, where Azure does not ask", { cloud: "usgov" }],
])("nothing is said, nor any token asked for: %s", async (_what, who) => {
  expect(await warned({ amr: ["pwd"] }, who)).toEqual({ text: "", asked: [] });
});

test("a token that is refused is left to the removal", async () => {
  const refused = new ServiceError("no", { code: "x", remedy: "y" });
  const session = {
    cloud: cloudNamed("public"),
    grants: () => Promise.resolve({ kind: "person" }),
    credential: { getToken: () => Promise.reject(refused) },
    typed: String,
  } as unknown as Parameters<typeof warnOfMandatoryMfa>[0];
  expect(await warnOfMandatoryMfa(session)).toEqual([]);
});
