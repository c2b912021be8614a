// The script for bash: source <(aadc-cloud completion bash)
import { type Place, type Values, wordsIn } from "./command-table.js";

export function bashScript(places: readonly Place[]): string {
  return `# Completion of aadc-cloud for bash.
_aadc_cloud() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= i
  # What follows an equals sign is a word of its own here.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${descents(places)}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${places.flatMap(valueLines).join("\n")}
  esac
  local words=
  case "$path" in
${places.map(wordLine).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _aadc_cloud aadc-cloud
`;
}

/** From each place into those below it. */
function descents(places: readonly Place[]): string {
  return places.flatMap(({ path, commands }) => commands.map(({ word }) => quoted(`${path} ${word}`))).join("|");
}

function valueLines({ path, values }: Place): readonly string[] {
  return [...values].map(([option, all]) => `    ${quoted(`${path} ${option}`)}) ${offer(all)}; return ;;`);
}

function wordLine({ path, commands, options, argument }: Place): string {
  const words = [...commands, ...options].map(({ word }) => word);
  const files = argument === "file" || argument === "folder" ? `${offer(argument)}; [[ $cur != -* ]] && return; ` : "";
  return `    ${quoted(path)}) ${files}words=${quoted([...wordsIn(argument), ...words].join(" "))} ;;`;
}

function offer(values: Values): string {
  if (values === "anything") return ":";
  if (values === "file") return `COMPREPLY=($(compgen -f -- "$cur"))`;
  if (values === "folder") return `COMPREPLY=($(compgen -d -- "$cur"))`;
  return `COMPREPLY=($(compgen -W ${quoted(values.join(" "))} -- "$cur"))`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
