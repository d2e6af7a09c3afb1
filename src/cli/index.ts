#!/usr/bin/env node
/** Entry of the command line program. */
import { entriesBeside } from './entries.ts';
import { runProgram } from './program.ts';

// The storage SDK warns at every start that it will leave Node 20 one day; nobody here can act on that.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

process.exitCode = await runProgram(process.argv.slice(2), entriesBeside(import.meta.url));
