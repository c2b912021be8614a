import jmespath from "jmespath";
import { messageOf, UsageError } from "../shapes/errors.js";

/** The package's types leave this out. */
const { compile } = jmespath as typeof jmespath & { readonly compile: (expression: string) => unknown };

/** @throws {UsageError} when the text is no JMESPath */
export function compileQuery(query: string): (value: unknown) => unknown {
  const understood = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new UsageError(`--query cannot be understood: ${messageOf(error)}.`, {
        code: "bad-query",
        remedy: "Write it as JMESPath (https://jmespath.org), such as findings[?result=='fail'].id",
      });
    }
  };
  understood(() => compile(query));
  return (value) => understood(() => jmespath.search(value, query) as unknown);
}
