// What a person types at a terminal is heard; what ends the question without an answer is told apart from it.
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { ask } from "../../src/cli/ask.js";

function terminal() {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error("Ctrl-C was typed"));
  let shown = "";
  let heard = 0;
  output.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  return {
    input,
    interrupt,
    shown: () => shown,
    ask: (question: string) => ask(question, { input, output, interrupt }, interruption.signal),
    /** As soon as the question is there. */
    type: async (text: string) => {
      await expect.poll(() => shown.slice(heard), { interval: 2 }).toContain("? ");
      heard = shown.length;
      input.write(text);
    },
  };
}

describe("a question at the terminal", () => {
  test("hears the answer", async () => {
    const { ask, type, shown } = terminal();
    const answer = ask("Shall it be done? ");
    await type("yes\r");
    expect(await answer).toBe("yes");
    expect(shown()).toContain("Shall it be done? ");
  });

  test("and that to the next question, too", async () => {
    const { ask, type } = terminal();
    for (const [question, typed] of [
      ["Where? ", "file:pw"],
      ["Shall it be done? ", "y"],
    ] as const) {
      const answer = ask(question);
      await type(`${typed}\r`);
      expect(await answer).toBe(typed);
    }
  });

  test("Ctrl-D, and an input that ends, are no answer", async () => {
    const one = terminal();
    const answer = one.ask("Shall it be done? ");
    await one.type("\u0004");
    expect(await answer).toBe("");
    const other = terminal();
    const none = other.ask("Shall it be done? ");
    other.input.end();
    expect(await none).toBe("");
  });

  test("Ctrl-C, after something was typed, is an interruption and no answer", async () => {
    const { ask, type } = terminal();
    const answer = ask("Shall it be done? ");
    const refused = expect(answer).rejects.toThrow("Ctrl-C was typed");
    await type("ye\u0003");
    await refused;
  });

  test("whoever has interrupted before is not asked", async () => {
    const { ask, interrupt, shown } = terminal();
    interrupt();
    await expect(ask("Shall it be done? ")).rejects.toThrow("Ctrl-C was typed");
    expect(shown()).toBe("");
  });
});
