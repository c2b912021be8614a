// The script for fish: aadc-cloud completion fish | source
import type { Place, Values } from "./command-table.js";

export function fishScript(places: readonly Place[]): string {
  return `# Completion of aadc-cloud for fish.
function __aadc_cloud_path
  set -l path ''
  for word in (commandline -opc)[2..-1]
    switch "$path $word"
      case ${places.flatMap(({ path, commands }) => commands.map(({ word }) => quoted(`${path} ${word}`))).join(" ")}
        set path (string trim -- "$path $word")
    end
  end
  echo $path
end
function __aadc_cloud_at
  test (__aadc_cloud_path) = "$argv[1]"
end
complete -c aadc-cloud -f
${places.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ path, commands, options, values, argument }: Place): readonly string[] {
  const at = `complete -c aadc-cloud -n ${quoted(`__aadc_cloud_at ${quoted(path)}`)}`;
  return [
    ...commands.map(({ word, about }) => `${at} -a ${quoted(word)} -d ${quoted(about)}`),
    ...options.map(({ word, about }) => {
      const name = word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
      const all = values.get(word);
      return `${at} ${name}${all === undefined ? "" : ` ${offer(all)}`} -d ${quoted(about)}`;
    }),
    ...argumentLine(at, argument),
  ];
}

function argumentLine(at: string, argument: Values): readonly string[] {
  if (argument === "anything" || argument.length === 0) return [];
  return [typeof argument === "string" ? `${at} -F` : `${at} -a ${quoted(argument.join(" "))}`];
}

function offer(values: Values): string {
  if (values === "anything") return "-x";
  if (values === "file") return "-r -F";
  if (values === "folder") return "-x -a '(__fish_complete_directories)'";
  return `-x -a ${quoted(values.join(" "))}`;
}

/** Within single quotes fish knows two escapes. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
