// The script for zsh: aadc-cloud completion zsh > a file _aadc-cloud in a folder of fpath. There `path` is PATH.
import { type Offered, type Place, type Values, wordsIn } from "./command-table.js";

export function zshScript(places: readonly Place[]): string {
  return `#compdef aadc-cloud
# Completion of aadc-cloud for zsh.
_aadc_cloud() {
  local place= i prev=\${words[CURRENT-1]}
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$place \${words[i]}" in
      (${descents(places)}) place="\${place:+$place }\${words[i]}" ;;
    esac
  done
  case "$place $prev" in
${places.flatMap(valueLines).join("\n")}
  esac
  case "$place" in
${places.map(wordLines).join("\n")}
  esac
  _describe 'aadc-cloud' offered
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _aadc_cloud "$@"; else compdef _aadc_cloud aadc-cloud; fi
`;
}

function descents(places: readonly Place[]): string {
  return places.flatMap(({ path, commands }) => commands.map(({ word }) => quoted(`${path} ${word}`))).join("|");
}

function valueLines({ path, values }: Place): readonly string[] {
  return [...values].map(([option, all]) => `    (${quoted(`${path} ${option}`)}) ${offer(all)}; return ;;`);
}

function wordLines({ path, commands, options, argument }: Place): string {
  const files = argument === "file" || argument === "folder" ? `${offer(argument)}; ` : "";
  const own = wordsIn(argument).map((word) => ({ word, about: "" }));
  return `    (${quoted(path)}) ${files}offered=(${[...own, ...commands, ...options].map(described).join(" ")}) ;;`;
}

function offer(values: Values): string {
  if (values === "anything") return "_message 'a value'";
  if (values === "file") return "_files";
  if (values === "folder") return "_files -/";
  return `compadd -- ${values.map(quoted).join(" ")}`;
}

/** A colon parts the word from what it means. */
function described({ word, about }: Offered): string {
  return quoted(`${word.replaceAll(":", "\\:")}:${about}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
