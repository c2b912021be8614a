// A text that takes the place of the one before it on a terminal, without flicker and whatever the size has become.

const ESC = "\u001B[";
const [HOME, CLEAR_LINE_END, CLEAR_BELOW] = [`${ESC}H`, `${ESC}K`, `${ESC}J`];
const [NO_WRAP, WRAP] = [`${ESC}?7l`, `${ESC}?7h`];

/** Makes room once, so that nothing that stands on the screen is written over: it goes up into what can be scrolled back. */
export function firstFrame(rows: number): string {
  return "\n".repeat(rows);
}

/**
 * One write that draws the whole screen anew, line over line. Nothing stays switched on after it, so that a command that is
 * ended at any moment leaves a terminal that works.
 * @param text may hold colours
 * @param rows of the terminal: what does not fit is left out, and said to be
 */
export function frame(text: string, rows: number): string {
  const lines = text.replace(/\n$/, "").split("\n");
  // The last row stays free: a line break there would push everything up.
  const room = Math.max(2, rows - 1);
  const shown =
    lines.length <= room
      ? lines
      : [
          ...lines.slice(0, room - 1),
          `... ${lines.length - room + 1} more lines: make the window higher, or use --out.`,
        ];
  const drawn = shown.map((line) => `${line}${CLEAR_LINE_END}`).join("\r\n");
  return `${NO_WRAP}${HOME}${drawn}\r\n${CLEAR_BELOW}${WRAP}`;
}
