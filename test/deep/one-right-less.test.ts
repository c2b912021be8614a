// Every command, with each single one of its rights taken away.
import { CASES, lessOne } from "../permissions/cases.js";
import { tryWithoutOneRight } from "../permissions/one-right-less.js";

tryWithoutOneRight(CASES.filter(({ command }) => !command.again).flatMap(lessOne));
