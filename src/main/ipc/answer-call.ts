/** A call from the window between two checks, without Electron. */
import { RecorderError } from '../../shared/errors.ts';
import {
  callSchemas,
  type CallAnswer,
  type CallArgs,
  type Channel,
} from '../../shared/ipc/contract.ts';

export type Handlers = {
  readonly [C in Channel]: (...args: CallArgs<C>) => CallAnswer<C> | Promise<CallAnswer<C>>;
};

/** Checks arguments, calls, checks the answer; members that the contract does not name are cut off. */
export async function answerCall<C extends Channel>(
  channel: C,
  handlers: Pick<Handlers, C>,
  args: readonly unknown[],
): Promise<unknown> {
  const schema = callSchemas[channel];
  const checked = schema.args.safeParse(args);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const where = issue?.path.slice(1).join('.') ?? '';
    // What a person typed; everything else is a fault of the window's own.
    const isForm = channel.startsWith('setup:') || channel.startsWith('desk:');
    const code = isForm ? 'config-bad-value' : 'internal';
    const what = isForm ? (issue?.message ?? '') : `${channel} was called wrongly`;
    throw new RecorderError(code, where === '' ? what : `${what} (${where})`);
  }
  const handler: (...args: CallArgs<C>) => unknown = handlers[channel];
  const answer = await handler(...(checked.data as CallArgs<C>));
  return schema.answer.parse(answer);
}
