import { expect, test } from "vitest";
import { LIBRARY_WORDS, PROTOCOL_WORDS } from "../../src/knowledge/sign-in-errors/words.js";
import { SIGN_IN_ERROR_GROUPS, SIGN_IN_ERRORS } from "../../src/knowledge/sign-in-errors.js";

const ALL = SIGN_IN_ERROR_GROUPS.flatMap(({ errors }) => errors);
const WORDS = [...LIBRARY_WORDS, ...PROTOCOL_WORDS];

test("each code is told once", () => {
  const codes = ALL.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  expect(SIGN_IN_ERRORS.size).toBe(codes.length);
});

test("what the ways to sign in are refused with is told", () => {
  const met = [
    50011, 50034, 50053, 50055, 50057, 50058, 50074, 50076, 50078, 50079, 50105, 50126, 50132, 50133, 50158, 50173,
    53000, 53001, 53002, 53003, 53004, 53009, 65001, 65004, 70008, 70011, 70016, 70018, 70019, 70020, 70021, 70043,
    90002, 90072, 90094, 500011, 500014, 500021, 500121, 500133, 501481, 530032, 530033, 530035, 530036, 530084, 650057,
    700016, 700024, 700025, 700027, 700082, 700084, 700211, 700212, 700213, 900023, 900144, 900439, 7000112, 7000215,
    7000218, 7000222, 7000229,
  ];
  expect(met.filter((code) => !SIGN_IN_ERRORS.has(code))).toEqual([]);
});

test.each([
  ...ALL.map((error) => [`AADSTS${error.code}`, error] as const),
  ...WORDS.map(([word, error]) => [word, error] as const),
])("%s has a meaning that ends a sentence of ours, and a remedy that is one", (_code, { meaning, remedy }) => {
  expect(meaning).toMatch(/^(?:[a-z]|Entra|Active|TLS).{10,}[^.]$/);
  expect(remedy).toMatch(/^[A-Z].{10,}\.$/);
  expect(`${meaning} ${remedy}`).not.toMatch(/undefined| {2}|\n|TODO/);
});

test("what an administrator must grant is told as such, and names who grants it or what does", () => {
  const granted = ALL.filter(({ becomes }) => becomes === "permission");
  expect(granted.map(({ code }) => code)).toEqual(expect.arrayContaining([65001, 90094, 650057, 500011, 50105]));
  for (const { remedy } of granted) expect(remedy).toMatch(/Administrator|register-app|portal/);
});
