export type OutputFormat = "text" | "json" | "yaml" | "csv" | "md" | "html";

/** What every command can print. */
export const DATA_FORMATS: readonly OutputFormat[] = ["text", "json", "yaml"];
/** Lists, besides, as a table for spreadsheets. */
export const LIST_FORMATS: readonly OutputFormat[] = [...DATA_FORMATS, "csv"];
/** Changes, besides, as a change request, or as the record of what was carried out. */
export const CHANGE_FORMATS: readonly OutputFormat[] = [...DATA_FORMATS, "md", "html"];
