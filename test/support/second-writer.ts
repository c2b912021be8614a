// Somebody else who writes right before one of a command's requests is answered.
import type { Faults } from "../../src/sandbox/faults/faults.js";

export interface SecondWriter extends Faults {
  /** @param position of the request, counted from 1; 0: never */
  arm(position: number, write: () => Promise<void>): void;
  /** Writes nothing any more. @returns the requests since `arm`, as METHOD HOST PATH */
  disarm(): readonly string[];
}

export function secondWriter(): SecondWriter {
  let seen: string[] = [];
  let armed: { readonly position: number; readonly write: () => Promise<void> } | undefined;
  let isWriting = false;
  let failure: Error | undefined;
  return {
    needEarlierAnswers: false,
    arm(position, write) {
      seen = [];
      armed = { position, write };
    },
    disarm() {
      armed = undefined;
      if (failure !== undefined) throw failure;
      return seen;
    },
    async strike({ host, method, path }) {
      // His own requests pass here, too.
      if (isWriting || armed === undefined) return undefined;
      seen.push(`${method} ${host} ${path}`);
      if (seen.length !== armed.position) return undefined;
      isWriting = true;
      try {
        await armed.write();
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
      } finally {
        isWriting = false;
      }
      return undefined;
    },
  };
}
