#!/usr/bin/env node
import { run } from "./run.js";
import { processWorld } from "./world.js";

process.exitCode = await run(process.argv.slice(2), processWorld());
