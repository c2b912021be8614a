// What one change of a lock has made, the others of the run know: by its name, which is chosen so that nothing else has it.
export interface LockLookup {
  /** Null where neither an answer nor a look has told it. */
  idOf(locationName: string): string | null;
  recall(locationName: string, id: string): void;
}

export function createLockLookup(): LockLookup {
  const ids = new Map<string, string>();
  return {
    idOf: (name) => ids.get(name) ?? null,
    recall: (name, id) => void ids.set(name, id),
  };
}

/** How often what was sent and not answered is looked for before it is sent again: about 25 seconds. */
const LOOKS_BEFORE_SENT_AGAIN = 4;

/** Conditional Access lets two objects have one name, so that nothing but looking keeps one from being made twice. */
export interface Unanswered {
  lost(name: string): void;
  /** Counts: whether to wait once more. */
  isWaitedFor(name: string): boolean;
}

export function createUnanswered(): Unanswered {
  const waits = new Map<string, number>();
  return {
    lost: (name) => void waits.set(name, 0),
    isWaitedFor(name) {
      const waited = waits.get(name);
      if (waited === undefined || waited >= LOOKS_BEFORE_SENT_AGAIN) return false;
      waits.set(name, waited + 1);
      return true;
    },
  };
}
