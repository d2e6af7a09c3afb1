import { z } from 'zod';

/** What the tests ask of the publishing process, and what it answers. */
export const commandSchema = z.discriminatedUnion('do', [
  z.object({
    id: z.number(),
    do: z.literal('publish'),
    payload: z.string().describe('base64'),
    reliable: z.boolean(),
    topic: z.string().optional(),
    destinations: z.array(z.string()).optional(),
  }),
  z.object({
    id: z.number(),
    do: z.literal('flow'),
    topic: z.string(),
    count: z.number(),
    everyMs: z.number(),
  }),
  z.object({
    id: z.number(),
    do: z.literal('text-stream'),
    text: z.string(),
    topic: z.string(),
    attributes: z.record(z.string(), z.string()),
  }),
  z.object({
    id: z.number(),
    do: z.literal('byte-stream'),
    payload: z.string().describe('base64'),
    topic: z.string(),
    name: z.string(),
  }),
  z.object({ id: z.number(), do: z.literal('chat'), text: z.string() }),
  z.object({ id: z.number(), do: z.literal('metadata'), metadata: z.string() }),
  z.object({ id: z.number(), do: z.literal('sees') }),
  z.object({ id: z.number(), do: z.literal('leave') }),
]);
export type Command = z.infer<typeof commandSchema>;

export const answerSchema = z.object({
  id: z.number(),
  error: z.string().optional(),
  sees: z.array(z.string()).optional(),
});
export type Answer = z.infer<typeof answerSchema>;
