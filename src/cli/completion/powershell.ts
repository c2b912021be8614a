// The script for PowerShell: aadc-cloud completion powershell | Out-String | Invoke-Expression
import { type Offered, type Place, type Values, wordsIn } from "./command-table.js";

export function powershellScript(places: readonly Place[]): string {
  return `# Completion of aadc-cloud for PowerShell 5.1 and later.
Register-ArgumentCompleter -Native -CommandName aadc-cloud -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $offered = @{
${places.map(wordsLine).join("\n")}
  }
  $values = @{
${places.flatMap(valueLines).join("\n")}
  }
  $path = ''
  $previous = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
    $word = $element.Extent.Text
    $deeper = "$path $word".Trim()
    if ($offered.ContainsKey($deeper)) { $path = $deeper }
    $previous = $word
  }
  $key = "$path $previous"
  if ($values.ContainsKey($key)) {
    $values[$key] | Where-Object { $_ -like "$wordToComplete*" } |
      ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
    return
  }
  foreach ($line in $offered[$path]) {
    $word, $about = $line -split '\\|', 2
    if ($word -like "$wordToComplete*") {
      [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterName', $about)
    }
  }
}
`;
}

function wordsLine({ path, commands, options, argument }: Place): string {
  const own = wordsIn(argument).map((word) => ({ word, about: "" }));
  return `    ${quoted(path)} = @(${[...own, ...commands, ...options].map(line).join(", ")})`;
}

/** What it means must not be empty: PowerShell refuses such a result. */
function line({ word, about }: Offered): string {
  return quoted(`${word}|${about === "" ? word : about}`);
}

/** Files and folders PowerShell offers by itself where nothing else is offered. */
function valueLines({ path, values }: Place): readonly string[] {
  return [...values].map(([option, all]) => `    ${quoted(`${path} ${option}`)} = @(${listed(all)})`);
}

function listed(values: Values): string {
  return wordsIn(values).map(quoted).join(", ");
}

/** PowerShell takes typographic quotes for its own. */
function quoted(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, "''")}'`;
}
