// Shows a plan and obtains consent: by the person at the terminal, or by the options given for one who is not there.
import type { Dialogue, Proposal } from "../commands/carry-out.js";
import { harmless, harmlessSentence } from "../report/harmless.js";
import type { Layout } from "../report/layout.js";
import { continuedLines, planText } from "../report/plan-text.js";
import { shellWord } from "../report/shell-word.js";
import { InterruptedError, UsageError } from "../shapes/errors.js";
import type { Output } from "./world.js";

export interface ConsentOptions {
  readonly yes: boolean;
  /** Names that were typed beforehand, for what cannot be taken back. */
  readonly confirmedNames: readonly string[];
  /** Where the tenant is from. Anything but this very run is too little for a change that nobody looks at. */
  readonly tenantFrom: "this run" | "a .env file" | "a saved sign-in";
  /** True where every change needs a ticket, and none was given. */
  readonly ticketMissing: boolean;
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly stderr: Output;
  readonly layout: Layout;
}

export function createDialogue(options: ConsentOptions): Dialogue {
  const { stderr, layout } = options;
  return {
    progress: (line) => stderr.write(`... ${harmlessSentence(line)}\n`),
    async approve(proposal) {
      const { continues } = proposal;
      if (proposal.dryRun && continues !== undefined)
        stderr.write(`${continuedLines(continues, layout).join("\n")}\n\n`);
      if (proposal.dryRun || proposal.plan.length === 0) return;
      stderr.write(`${planText(proposal, layout)}\n\n`);
      if (options.ticketMissing)
        throw new UsageError("Here every change needs a ticket (AADC_REQUIRE_TICKET=1).", {
          code: "ticket-missing",
          remedy: "Give --ticket ID.",
        });
      await confirmNames(proposal, options);
      if (!options.yes) await askToGoOn(options);
      else if (options.tenantFrom !== "this run")
        throw new UsageError(
          `With --yes the tenant must be named for this run: it is known only from ${options.tenantFrom}.`,
          {
            code: "tenant-not-named",
            remedy: `Add --tenant ${proposal.envelope.tenantId}`,
          },
        );
    },
  };
}

/** Of what cannot be taken back whole, or is not this program's own: each name is typed once. */
async function confirmNames({ namesToType = [] }: Proposal, { confirmedNames, ask, yes, layout }: ConsentOptions) {
  for (const { name, why, to = "end it" } of namesToType) {
    // What cannot be typed is typed as it is shown.
    const isName = (typed: string) => [name.trim(), harmless(name).trim()].includes(typed.trim());
    if (confirmedNames.some(isName)) continue;
    if (ask === undefined || yes)
      throw new UsageError(`${harmlessSentence(why)}, and its name was not typed.`, {
        code: "name-not-typed",
        remedy: `Add --confirm-name ${shellWord(harmless(name), layout.platform ?? "linux")}`,
      });
    if (!isName(await ask(`${harmlessSentence(why)}. Type its name to ${to}: `))) throw declined();
  }
}

async function askToGoOn({ ask }: ConsentOptions): Promise<void> {
  if (ask === undefined)
    throw new UsageError("Nobody is there to answer whether this shall be done.", {
      code: "no-terminal",
      remedy: "Look at the plan with --dry-run, then add --yes.",
    });
  const answer = (await ask("Shall this be done? [y/N] ")).trim().toLowerCase();
  if (answer !== "y" && answer !== "yes") throw declined();
}

function declined(): InterruptedError {
  return new InterruptedError("Not done, as you said. Nothing was changed.", {
    code: "declined",
    remedy: "Run the command again when it shall be done.",
  });
}
