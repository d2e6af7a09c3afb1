/** Runs a program to its end. @returns what it wrote to standard output. Throws with all that it wrote. */
export function runQuietly(
  program: string,
  args: readonly string[],
  options?: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): string;
