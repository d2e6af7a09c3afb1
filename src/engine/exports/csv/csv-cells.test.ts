import { expect, test } from 'vitest';
import { Bytes } from '../bytes.ts';
import { CellCache, csvCell, openQuoted } from './csv-cells.ts';

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('%j is no formula when safe', (text) => {
  expect(csvCell(text, true).toString()).toContain(`'${text}`);
  expect(csvCell(text, false).toString()).not.toContain("'");
  const out = new Bytes();
  openQuoted(out, true, text.charCodeAt(0));
  expect(out.view().toString()).toBe(`"'`);
});

test('names that come again are no formulas either', () => {
  const out = new Bytes();
  const cells = new CellCache(true);
  cells.append(out, '=x');
  cells.append(out, '=x');
  expect(out.view().toString()).toBe("'=x'=x");
});

test('what is no formula stays as it is', () => {
  expect(csvCell('a=b', true).toString()).toBe('a=b');
  expect(csvCell('say "hi"', true).toString()).toBe('"say ""hi"""');
});
