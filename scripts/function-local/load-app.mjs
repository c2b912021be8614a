// Loads the built app as the Functions host does: with the host's own core module at hand, which takes what is registered.
import Module from "node:module";
import { pathToFileURL } from "node:url";

/**
 * @typedef {Readonly<Record<string, unknown>> & { type: string, direction: string }} Binding
 * @typedef {(input: unknown, context: object) => unknown} Handler
 * @typedef {{ name: string, trigger: Binding, output: Binding | undefined, handler: Handler }} Registered
 */

/**
 * @param {string} file the app's entry
 * @returns {Promise<readonly Registered[]>}
 */
export async function loadApp(file) {
  /** @type {Registered[]} */
  const registered = [];
  const core = {
    version: "1.0.0",
    hostVersion: "4.0.0",
    setProgrammingModel() {},
    /**
     * @param {{ name: string, bindings: Record<string, Binding> }} metadata
     * @param {Handler} handler
     */
    registerFunction({ name, bindings }, handler) {
      const all = Object.values(bindings);
      const trigger = all.find(({ type }) => type.endsWith("Trigger"));
      const output = all.find(({ direction, type }) => direction === "out" && type === "queue");
      if (trigger !== undefined) registered.push({ name, trigger, output, handler });
    },
    registerHook: () => ({ dispose() {} }),
    Disposable: class {
      dispose() {}
    },
  };
  // Node offers no other way to hand in a module under a name that is not installed.
  const loader = /** @type {{ _load: (request: string, ...rest: unknown[]) => unknown }} */ (
    /** @type {unknown} */ (Module)
  );
  const load = loader._load;
  loader._load = (request, ...rest) => (request === "@azure/functions-core" ? core : load(request, ...rest));
  try {
    await import(pathToFileURL(file).href);
  } finally {
    loader._load = load;
  }
  return registered;
}
