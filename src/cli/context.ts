import type { Redactor } from "../cloud/redaction.js";
import type { World } from "./world.js";

/** What a command's action works with besides its options. */
export interface Context {
  readonly world: World;
  /** Made when the first command needs it; whatever is printed afterwards goes through it. */
  readonly redactor: () => Promise<Redactor>;
  /** Sets the exit code of a command that ended well, but whose result is bad news. */
  readonly exit: (code: number) => void;
}
