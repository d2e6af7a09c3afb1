/** Texts of the plot of one field over time. */
import { count, plural } from '../format/numbers.ts';

export const plotStrings = {
  field: 'Field with numbers',
  fieldHint: 'Choose one, or type its path: sensor.x',
  timeShown: 'Time shown',
  minutes: (amount: number) => plural(amount, 'minute'),
  none: 'Choose a field',
  noneThen:
    'Every number that devices send in JSON can be looked at as a line for each sender. The plot shows what this window receives; the recording has all of it.',
  valuesOf: (field: string) => `Values of ${field}`,
  last: 'Last',
  lowest: 'Lowest',
  highest: 'Highest',
  values: 'Values',
  /** When it came. */
  lastValue: 'When',
  noneYet: (field: string) => `No message with a number at ${field} came yet.`,
  others: (amount: number) =>
    `${plural(amount, 'more sender')} ${amount === 1 ? 'has' : 'have'} the field, without a line here.`,
  sample: 'More came than this window shows: the figures are of a sample.',
  undecided: (amount: number) =>
    `${count(amount)} long ${amount === 1 ? 'message' : 'messages'} may have the field in the part not shown here.`,
} as const;
