#!/usr/bin/env node
/** Entry of the command line program. */
import { entriesBeside } from './entries.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2), entriesBeside(import.meta.url));
