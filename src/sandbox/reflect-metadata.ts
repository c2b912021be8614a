// The certificate library's dependency injection asks for three functions of the "Reflect metadata" proposal and
// refuses to load without them. These are those three; nothing else in the sandbox uses them.

type Metadata = Map<unknown, unknown>;

const metadataOf = new WeakMap<object, Metadata>();

// A real polyfill that was loaded before stays. At the module's top, since the library asks while it is being loaded.
if (!("getMetadata" in Reflect)) Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata });

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const metadata = metadataOf.get(target) ?? new Map<unknown, unknown>();
  metadata.set(key, value);
  metadataOf.set(target, metadata);
}

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadataOf.get(target)?.get(key);
}

function getMetadata(key: unknown, target: object): unknown {
  for (let object: object | null = target; object !== null; object = Reflect.getPrototypeOf(object)) {
    const metadata = metadataOf.get(object);
    if (metadata?.has(key) === true) return metadata.get(key);
  }
  return undefined;
}

export {};
