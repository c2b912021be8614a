/** What `action` throws at once, when it is of the class `kind`; anything else ends the test. */
export function thrown<T extends Error>(kind: abstract new (...given: never[]) => T, action: () => unknown): T {
  let value: unknown;
  try {
    value = action();
  } catch (error) {
    if (error instanceof kind) return error;
    throw new Error(`Expected a ${kind.name}, but got ${String(error)}`, { cause: error });
  }
  throw new Error(`Expected a ${kind.name}, but nothing was thrown: ${JSON.stringify(value)}`);
}
