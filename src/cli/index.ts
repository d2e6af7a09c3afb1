#!/usr/bin/env node
/** Entry of the command line program. */
import { nodeChildren } from './children.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2), nodeChildren(import.meta.url));
