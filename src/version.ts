import packageFile from "../package.json" with { type: "json" };

export const TOOL_VERSION: string = packageFile.version;
