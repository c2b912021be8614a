/** Calls `onIdle` when no exchange has been under way for that long; without a limit it never does. */
export interface IdleWatch {
  note(phase: "begin" | "end"): void;
  stop(): void;
}

export function createIdleWatch(seconds: number | undefined, onIdle: () => void): IdleWatch {
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;
  const rewind = () => {
    clearTimeout(timer);
    if (seconds !== undefined && underWay === 0) timer = setTimeout(onIdle, seconds * 1000);
  };
  rewind();
  return {
    note(phase) {
      underWay += phase === "begin" ? 1 : -1;
      rewind();
    },
    stop() {
      clearTimeout(timer);
      seconds = undefined;
    },
  };
}
