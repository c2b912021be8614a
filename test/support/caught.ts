/** What `action` is rejected with, when it is of the class `kind`; anything else ends the test. */
export async function caught<T extends Error>(
  kind: abstract new (...given: never[]) => T,
  action: Promise<unknown>,
): Promise<T> {
  let value: unknown;
  try {
    value = await action;
  } catch (error) {
    if (error instanceof kind) return error;
    throw new Error(`Expected a ${kind.name}, but got ${String(error)}`, { cause: error });
  }
  throw new Error(`Expected a ${kind.name}, but nothing was thrown: ${JSON.stringify(value)}`);
}
