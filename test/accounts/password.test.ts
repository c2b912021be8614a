import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { generatePassword, isOurPassword, PASSWORD_LENGTH } from "../../src/accounts/password.js";

const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/] as const;
/** Symbols that Entra ID takes. Source: learn.microsoft.com, "Password policies". */
const ENTRA = /^[a-zA-Z0-9@#$%^&*\-_!+=[\]{}|\\:',.?/`~"();<> ]+$/;
const many = Array.from({ length: 2_000 }, () => generatePassword((max) => randomInt(max)));

/** A source that gives the same numbers each time. */
function cycle(...numbers: readonly number[]): (max: number) => number {
  let index = 0;
  return (max) => (numbers[index++ % numbers.length] ?? 0) % max;
}

describe("a password", () => {
  test("has 32 characters of all four classes, all of which Entra ID takes", () => {
    for (const password of many) {
      expect(password).toHaveLength(32);
      expect(password).toMatch(ENTRA);
      for (const characters of CLASSES) expect(password).toMatch(characters);
    }
    expect(PASSWORD_LENGTH).toBe(32);
  });

  test("holds no character that is taken for another one", () => {
    expect(many.join("")).not.toMatch(/[lIoO01|]/);
  });

  test("is never the same twice", () => {
    expect(new Set(many).size).toBe(many.length);
  });

  test("draws each of its 64 characters about as often: six bits a character", () => {
    const counts = new Map<string, number>();
    for (const character of many.join("")) counts.set(character, (counts.get(character) ?? 0) + 1);
    const expected = (many.length * PASSWORD_LENGTH) / 64;
    expect(counts.size).toBe(64);
    // One in 64: the standard deviation is about 3 %; seven of them never happen.
    for (const count of counts.values()) expect(Math.abs(count - expected) / expected).toBeLessThan(0.22);
  });

  test("asks for numbers below the size of its alphabet and takes nothing else for chance", () => {
    const asked: number[] = [];
    const give = cycle(0, 24, 48, 56);
    const password = generatePassword((max) => {
      asked.push(max);
      return give(max);
    });
    expect(new Set(asked)).toEqual(new Set([64]));
    expect(password).toBe("aA2-".repeat(8));
  });

  test("is drawn anew as a whole when a class is missing", () => {
    const good = cycle(0, 24, 48, 56);
    let drawn = 0;
    const password = generatePassword((max) => {
      drawn += 1;
      return drawn <= 32 ? 0 : good(max);
    });
    expect(drawn).toBe(64);
    expect(password).toBe("aA2-".repeat(8));
  });
});

describe("a file's content", () => {
  const good = "aA2-".repeat(8);

  test("that is one of our passwords is known as such", () => {
    expect(isOurPassword(good)).toBe(true);
    for (const password of many.slice(0, 50)) expect(isOurPassword(password)).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["31 characters", good.slice(1)],
    ["33 characters", `${good}a`],
    ["no digit", "aA--".repeat(8)],
    ["no symbol", "aA22".repeat(8)],
    ["no capital", "aa2-".repeat(8)],
    ["no small letter", "AA2-".repeat(8)],
    ["a letter that we never use", `l${good.slice(1)}`],
    ["a space", ` ${good.slice(1)}`],
    ["a line feed at its end", `${good}\n`],
    ["a line feed instead of a character", `${good.slice(1)}\n`],
    ["CRLF at its end", `${good.slice(2)}\r\n`],
    ["a byte order mark", `\uFEFF${good.slice(1)}`],
    ["a letter of another script", `а${good.slice(1)}`],
    ["an emoji in place of two characters", `🙂${good.slice(2)}`],
    ["half an emoji", `\uD83D${good.slice(1)}`],
    ["a composed letter", `á${good.slice(1)}`],
    ["a token", "eyJhbGciOiJSUzI1NiIsInR5cCI6Ikp"],
  ])("with %s is not", (_what, text) => {
    expect(isOurPassword(text)).toBe(false);
  });
});
