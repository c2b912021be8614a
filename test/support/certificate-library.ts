// Loads the certificate library, whose dependency injection wants three functions of the "Reflect metadata" proposal.
const metadata = new WeakMap<object, Map<unknown, unknown>>();

if (!("getMetadata" in Reflect))
  Object.assign(Reflect, {
    defineMetadata(key: unknown, value: unknown, target: object) {
      const own = metadata.get(target) ?? new Map<unknown, unknown>();
      metadata.set(target, own.set(key, value));
    },
    getOwnMetadata: (key: unknown, target: object) => metadata.get(target)?.get(key),
    getMetadata(key: unknown, target: object) {
      for (let holder: object | null = target; holder !== null; holder = Reflect.getPrototypeOf(holder))
        if (metadata.get(holder)?.has(key) === true) return metadata.get(holder)?.get(key);
      return undefined;
    },
  });

/** Imported only now: the library looks for those functions while it loads. */
export const x509 = await import("@peculiar/x509");
