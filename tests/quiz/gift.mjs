// Reads a GIFT file with gift-pegjs, an independent parser, and prints what it understood as JSON.
import { readFileSync } from "node:fs";
import { parse } from "gift-pegjs";

process.stdout.write(JSON.stringify(parse(readFileSync(process.argv[2], "utf8"))));
