// The kinds of text in a snapshot: by them a redaction knows what to mask, and nothing is kept that was not said to be harmless.
import * as z from "zod";
import type { Fact } from "../shapes/fact.js";

export type TextKind =
  /** Of the services' or this program's own vocabulary: kept. */
  | "word"
  /** Numbers in letters: kept, whatever it looks like. */
  | "opaque"
  | "time"
  | "id"
  /** A person, a sync user, or an application by its name. */
  | "account"
  | "server"
  | "domain"
  | "address"
  /** A service of Connect Health: its kind, a hyphen, a domain. */
  | "service"
  | "organization"
  | "policy-name"
  | "role"
  | "object"
  | "value"
  /** Sentences and addresses of requests: what is named elsewhere is masked in them. */
  | "text"
  /** A policy as Graph answered it. */
  | "policy";

const kinds = z.registry<{ readonly kind: TextKind }>();

export function kindOf(schema: z.core.$ZodType): TextKind | undefined {
  return kinds.get(schema)?.kind;
}

const textOf = (kind: TextKind) => z.string().register(kinds, { kind });

export const word = textOf("word");
export const opaque = textOf("opaque");
export const time = textOf("time");
export const id = textOf("id");
export const account = textOf("account");
export const server = textOf("server");
export const domain = textOf("domain");
export const address = textOf("address");
export const serviceName = textOf("service");
export const organizationName = textOf("organization");
export const policyName = textOf("policy-name");
export const roleName = textOf("role");
export const objectName = textOf("object");
export const objectValue = textOf("value");
export const sentence = textOf("text");
export const policy = z.json().register(kinds, { kind: "policy" });

/** Written by this program. */
export const moment = z.iso.datetime().register(kinds, { kind: "time" });

export const count = z.number().int().min(0);
export const yesNo = z.boolean().nullable();

const source = z.looseObject({ request: sentence, at: z.exactOptional(time) });
const missing = z.looseObject({ state: z.literal("unknown"), reason: sentence, remedy: sentence });

export const known = <T extends z.ZodType>(value: T) => z.looseObject({ state: z.literal("known"), value, source });

/** A fact as `Fact` has it; what a newer program has put in besides is kept. */
export const fact = <T extends z.ZodType>(value: T) => z.discriminatedUnion("state", [known(value), missing]);

/** In the place of a fact that an older program did not read. */
export function notReadBy(toolVersion: string): Fact<never> {
  return {
    state: "unknown",
    reason: `Version ${toolVersion} of this program, which took the snapshot, did not read it.`,
    remedy: "Take a new snapshot with this version.",
  };
}
