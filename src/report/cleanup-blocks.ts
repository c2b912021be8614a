// What a document of the clean-up shows besides the changes: each identity, each server, and what is left to be done by hand.
import { minuteOf } from "../shapes/time.js";
import { quarantineWords, signedInWords, wroteWords } from "./cleanup-accounts-text.js";
import type { Block } from "./document.js";
import type { ResultOf } from "./result-schemas.js";

export function identityBlocks({ identities, checklist, at }: ResultOf<"cleanup-accounts">): readonly Block[] {
  return [
    { kind: "heading", text: "Identities that synchronise, or did" },
    {
      kind: "table",
      head: ["Class", "Identity", "Last write", "Last sign-in", "Why"],
      rows: identities.map((one) => [
        one.class,
        one.name,
        wroteWords(one, at),
        signedInWords(one),
        [one.because, quarantineWords(one) ?? "", one.remedy].filter((text) => text !== "").join(" "),
      ]),
    },
    ...(checklist.length === 0
      ? []
      : [
          { kind: "heading", text: "Left to be done by hand, in this order" } as const,
          {
            kind: "table",
            head: ["What", "Where", "How"],
            rows: checklist.map(({ what, names, how }) => [what, names.join(", "), how]),
          } as const,
        ]),
  ];
}

export function serverBlocks({ servers }: ResultOf<"cleanup-health">): readonly Block[] {
  if (servers.length === 0) return [{ kind: "text", text: "Connect Health lists no server." }];
  return [
    { kind: "heading", text: "Servers in Connect Health" },
    {
      kind: "table",
      head: ["Verdict", "Server", "Id", "Last upload", "Why"],
      rows: servers.map(({ verdict, machineName, id, lastUpload, reason }) => [
        verdict,
        machineName === "" ? "(without a name)" : machineName,
        id,
        lastUpload === null ? "never" : minuteOf(lastUpload),
        reason,
      ]),
    },
  ];
}
