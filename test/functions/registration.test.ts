// What the Functions host gets to know when it loads the app.
import type { TimerFunctionOptions } from "@azure/functions";
import { expect, test, vi } from "vitest";

const registered = vi.hoisted(() => [] as { readonly name: string; readonly options: TimerFunctionOptions }[]);

vi.mock("@azure/functions", () => ({
  app: { timer: (name: string, options: TimerFunctionOptions) => registered.push({ name, options }) },
}));

test("one timer, on the schedule of the app's settings, that does not run at each start", async () => {
  await import("../../src/functions/app.js");
  expect(registered).toHaveLength(1);
  expect(registered[0]).toMatchObject({
    name: "verify",
    options: { schedule: "%AADC_SCHEDULE%", runOnStartup: false },
  });
  expect(registered[0]?.options.handler).toBeTypeOf("function");
});
