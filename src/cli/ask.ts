// A question to the person at the terminal, one after the other.

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Ctrl-C, which the terminal does not turn into a signal while it asks. */
  readonly interrupt: () => void;
}

/**
 * What the person types, without its line break; empty where the input ends before, as Ctrl-D does.
 * @throws the signal's reason when it aborts
 */
export async function ask(
  question: string,
  { input, output, interrupt }: Terminal,
  signal: AbortSignal,
): Promise<string> {
  const { createInterface } = await import("node:readline");
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const terminal = createInterface({ input, output });
    const close = () => terminal.close();
    let typed: string | undefined;
    signal.addEventListener("abort", close, { once: true });
    terminal.on("SIGINT", interrupt);
    // However it comes to its end, only here it is decided what was answered.
    terminal.once("close", () => {
      signal.removeEventListener("abort", close);
      if (typed === undefined) output.write("\n");
      if (signal.aborted) reject(signal.reason as Error);
      else resolve(typed ?? "");
    });
    terminal.question(question, (answer) => {
      typed = answer;
      close();
    });
  });
}
