// Secrets on stdout: once, alone on a line, only when they are confirmed; and never lost without a word.
import { expect, test } from "vitest";
import { stdoutDestination } from "../../../src/commands/secret-destinations/stdout.js";
import { PartialError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { needing, PASS, RUN, secretMeans } from "../../support/secret-need.js";

test("nothing is shown before it is revealed, and nothing twice", async () => {
  const { means, shown, hidden } = secretMeans();
  const destination = stdoutDestination(means);
  const need = needing({ pass: true });
  await destination.check(need);
  const password = await destination.prepare(need, RUN);
  await destination.storePass(PASS, need, RUN);
  expect(shown).toEqual([]);
  expect(hidden).toEqual([password, PASS.value]);
  await destination.reveal("password");
  await destination.reveal("pass");
  await destination.reveal("password");
  expect(shown).toEqual([`${password}\n`, `${PASS.value}\n`]);
  expect(await destination.holdsPass(PASS.passId, need)).toBe(false);
});

test("what was not made is not shown", async () => {
  const { means, shown } = secretMeans();
  const destination = stdoutDestination(means);
  expect(await destination.prepare(needing({ password: null }), RUN)).toBeNull();
  await destination.reveal("password");
  await destination.reveal("pass");
  expect(shown).toEqual([]);
});

test.each([
  ["password", "password-lost", "--reset-password"],
  ["pass", "pass-lost", "another pass"],
] as const)("a %s that cannot be printed: what happened, and what to do", async (what, code, remedy) => {
  const { means } = secretMeans({ show: () => Promise.reject(new Error("write EPIPE")) });
  const destination = stdoutDestination(means);
  const need = needing({ pass: true });
  const password = await destination.prepare(need, RUN);
  await destination.storePass(PASS, need, RUN);
  const error = await caught(PartialError, destination.reveal(what));
  expect(error.code).toBe(code);
  expect(error.message).toContain("EPIPE");
  expect(error.remedy).toContain(remedy);
  expect(`${error.message} ${error.remedy}`).not.toContain(what === "password" ? password : PASS.value);
});
