export type OutputFormat = "text" | "json" | "yaml" | "csv" | "md" | "html" | "junit";

/** What every command can print. */
export const DATA_FORMATS: readonly OutputFormat[] = ["text", "json", "yaml"];
/** Lists, besides, as a table for spreadsheets; a query can be applied to these. */
export const LIST_FORMATS: readonly OutputFormat[] = [...DATA_FORMATS, "csv"];
/** Changes, besides, as a change request, or as the record of what was carried out. */
export const CHANGE_FORMATS: readonly OutputFormat[] = [...DATA_FORMATS, "md", "html"];
/** verify-sync: a report, a table of findings, and what build servers read. */
export const VERIFY_FORMATS: readonly OutputFormat[] = [...DATA_FORMATS, "csv", "md", "html", "junit"];
