import type { z } from 'zod';

/** What is wrong with a form, by the place of each field; empty when nothing is. */
export function formProblems(schema: z.ZodType, value: unknown): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { path, message } of schema.safeParse(value).error?.issues ?? []) {
    problems[path.join('.')] ??= message;
  }
  return problems;
}
