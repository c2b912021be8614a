// Schedules of the Functions host: six fields, the first of them seconds
// (learn.microsoft.com/azure/azure-functions/functions-bindings-timer, "NCRONTAB expressions").
import { objectAt, textAt } from "../contract/json.js";

const FIELDS = [
  { what: "seconds", least: 0, most: 59 },
  { what: "minutes", least: 0, most: 59 },
  { what: "hours", least: 0, most: 23 },
  { what: "days", least: 1, most: 31 },
  { what: "months", least: 1, most: 12 },
  { what: "weekdays", least: 0, most: 7 },
] as const;

export function scheduleProblems(template: unknown): readonly string[] {
  return ["schedule", "expireSchedule"].flatMap((name) =>
    cronProblems(textAt(objectAt(template, "parameters", name), "defaultValue") ?? "").map(
      (what) => `${name}: ${what}`,
    ),
  );
}

function cronProblems(schedule: string): readonly string[] {
  const fields = schedule.split(" ");
  if (fields.length !== FIELDS.length) return [`${fields.length} fields instead of six in "${schedule}"`];
  return FIELDS.flatMap(({ what, least, most }, at) => {
    const field = fields[at] ?? "";
    const numbers = (field.match(/\d+/g) ?? []).map(Number);
    const formed = field.split(",").every((part) => /^(?:\*|\d+(?:-\d+)?)(?:\/[1-9]\d*)?$/.test(part));
    return formed && numbers.every((one) => one >= least && one <= most) ? [] : [`"${field}" is no field of ${what}`];
  });
}
