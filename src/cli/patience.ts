// Says that something is going on when the service takes its time, so that nobody takes waiting for a standstill.
import type { World } from "./world.js";

const FIRST_WORD_MS = 2_000;
const NEXT_WORD_MS = 10_000;

/** To be told how many requests are under way (waits and retries included), whenever that changes. */
export function createPatience(world: World): (underWay: number) => void {
  let timer: { cancel(): void } | undefined;
  let answered = 0;
  let before = 0;
  const sayAfter = (ms: number): void => {
    timer = world.clock.expire(ms, () => {
      const requests = before === 1 ? "1 request" : `${before} requests`;
      world.stderr.write(`... waiting for ${requests}, ${answered} answered so far\n`);
      sayAfter(NEXT_WORD_MS);
    });
  };
  return (underWay) => {
    if (underWay < before) answered += 1;
    before = underWay;
    if (underWay === 0) {
      timer?.cancel();
      timer = undefined;
    } else if (timer === undefined) sayAfter(FIRST_WORD_MS);
  };
}
