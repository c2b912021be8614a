import { DeadlineError } from "../shapes/errors.js";
import type { Settings } from "./settings.js";
import type { World } from "./world.js";

/** The signal that ends a command: the person's interruption, or the deadline of --timeout. */
export function limitTime({ timeoutMs }: Settings, world: World): { readonly signal: AbortSignal; end(): void } {
  if (timeoutMs === undefined) return { signal: world.signal, end: () => undefined };
  const controller = new AbortController();
  const interrupt = () => controller.abort(world.signal.reason);
  world.signal.addEventListener("abort", interrupt, { once: true });
  if (world.signal.aborted) interrupt();
  const timer = world.clock.expire(timeoutMs, () => {
    controller.abort(
      new DeadlineError(`The deadline of ${timeoutMs / 1000} ${timeoutMs === 1000 ? "second" : "seconds"} passed.`, {
        code: "deadline",
        remedy: "Run the command again with a longer --timeout.",
      }),
    );
  });
  return {
    signal: controller.signal,
    end: () => {
      timer.cancel();
      world.signal.removeEventListener("abort", interrupt);
    },
  };
}
