// Fault rules as somebody writes them: briefly on the command line, or in a file.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { SandboxError } from "../sandbox-error.js";
import { type Fault, faultSchema } from "./faults.js";

const FORM =
  "host=graph,method=GET,path=/v1.0/users*,nth=1 2,kind=status,status=429,retry-after=5; further rules after a semicolon";

/** Names of a rule's own settings; all others belong to its fault. */
const RULE_KEYS = ["host", "method", "path", "nth", "probability"];

/** Names that are written with a hyphen, or in words, on the command line. */
const WRITTEN: Readonly<Record<string, string>> = { "retry-after": "retryAfter" };

/**
 * Rules such as `host=graph,nth=2,kind=reset,work=done`, several separated by semicolons, or the path of a JSON or YAML
 * file, as seen from `cwd`, with a list of them. Throws a SandboxError `usage` that says which rule is wrong, and how.
 */
export async function readFaults(spec: string, cwd: string): Promise<readonly Fault[]> {
  if (spec.trim() === "") throw wrong("No fault rule was given.");
  const rules = spec.includes("=") ? spec.split(";").map(inlineRule) : await fileRules(path.resolve(cwd, spec));
  return rules.map((rule, index) => {
    const parsed = faultSchema.safeParse(rule);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw wrong(`Fault rule ${index + 1}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong"}.`);
  });
}

function inlineRule(text: string): unknown {
  const rule: Record<string, unknown> = {};
  const fault: Record<string, unknown> = {};
  for (const part of text.split(",")) {
    const [written = "", ...rest] = part.trim().split("=");
    if (rest.length === 0) throw wrong(`"${part.trim()}" is no setting of a fault rule.`);
    const key = WRITTEN[written] ?? written;
    const value = rest.join("=");
    if (RULE_KEYS.includes(key)) rule[key] = key === "nth" ? value.split(" ").map(Number) : numberOr(value);
    else fault[key] = numberOr(value);
  }
  return { ...rule, fault };
}

async function fileRules(file: string): Promise<readonly unknown[]> {
  let content: unknown;
  try {
    content = parse((await readFile(file, "utf8")).replace(/^\uFEFF/u, ""));
  } catch (error) {
    throw wrong(`The file of fault rules ${file} cannot be read: ${error instanceof Error ? error.message : ""}`);
  }
  const parsed = z.array(z.unknown()).safeParse(content);
  if (!parsed.success) throw wrong(`The file ${file} holds no list of fault rules.`);
  return parsed.data;
}

function numberOr(text: string): number | string {
  return /^-?\d+(\.\d+)?$/u.test(text) ? Number(text) : text;
}

function wrong(message: string): SandboxError {
  return new SandboxError("usage", message, `Write ${FORM}; or name a file. docs/sandbox.md lists the kinds.`);
}
