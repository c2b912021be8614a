// What main.bicep declares, read from its text: there is no compiler here. It knows the form that the file is written in, not the
// language.

export interface BicepParameter {
  readonly name: string;
  readonly type: string;
  readonly secure: boolean;
  /** As it is written. */
  readonly value: string;
  readonly description: string;
  readonly allowed: readonly string[];
  readonly limits: readonly string[];
}

export interface BicepResource {
  readonly symbol: string;
  readonly type: string;
  readonly apiVersion: string;
  readonly conditional: boolean;
  readonly loop: boolean;
}

export function bicepParameters(text: string): readonly BicepParameter[] {
  return Array.from(
    text.matchAll(/((?:^(?:@|\s|\]|\)).*\n)*)^param (\w+) (\w+) = (.+)$/gm),
    ([, above = "", name = "", type = "", value = ""]) => {
      const decorators = above.slice(above.lastIndexOf("\n\n") + 1);
      return {
        name,
        type,
        secure: decorators.includes("@secure()"),
        value: value.trim(),
        description: unquoted(/@description\((.+)\)/.exec(decorators)?.[1] ?? ""),
        allowed: (/@allowed\(\[([^\]]*)\]\)/.exec(decorators)?.[1] ?? "")
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => line !== ""),
        limits: Array.from(
          decorators.matchAll(/@(m(?:in|ax)(?:Length|Value))\((\d+)\)/g),
          ([, limit = "", number = ""]) => `${limit} ${number}`,
        ),
      };
    },
  );
}

export function bicepResources(text: string): readonly BicepResource[] {
  return Array.from(
    text.matchAll(/^resource (\w+) '([^@']+)@([^']+)' = (.*)$/gm),
    ([, symbol = "", type = "", apiVersion = "", rest = ""]) => ({
      symbol,
      type,
      apiVersion,
      conditional: rest.startsWith("if ("),
      loop: rest.startsWith("[for "),
    }),
  );
}

export function bicepOutputs(text: string): readonly string[] {
  return Array.from(text.matchAll(/^output (\w+) string = /gm), ([, name = ""]) => name);
}

/** Names of settings, wherever they are written as properties. */
export function bicepSettings(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/\b((?:AADC|AZURE|AzureWebJobs|APPLICATIONINSIGHTS)\w*_\w+): /g),
    ([, name = ""]) => name,
  );
}

export function guidsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/'([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})'/g), ([, id = ""]) => id);
}

/** Properties with a plain value, one a line: `name: value`. Values with something filled in are left out. */
export function bicepPlainProperties(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/^ +'?([\w-]+)'?: ('(?:[^'\\]|\\.)*'|true|false|\d+)$/gm),
    ([, name = "", value = ""]) => (value.includes("${") ? undefined : `${name}: ${unquoted(value)}`),
  ).filter((line) => line !== undefined);
}

/** A text without its quotes, and with each thing that is filled in told as {}. */
export function bicepTexts(text: string): readonly string[] {
  return Array.from(text.matchAll(/'((?:[^'\\\n]|\\.)*)'/g), ([, inner = ""]) =>
    inner.replaceAll(/\$\{[^}]+\}/g, "{}").replaceAll("\\'", "'"),
  );
}

function unquoted(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("\\'", "'") : text;
}
