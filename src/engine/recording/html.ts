/** HTML put together from text that remote peers chose: nothing in it becomes markup. */
import { inertLine } from '../../shared/inert-text.ts';

/** Markup that was made here. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as content or as the value of an attribute; control characters and turned writing as escapes. */
export function escapeHtml(text: string): string {
  return inertLine(text.toWellFormed()).replaceAll(/[&<>"']/g, (one) => escapes[one] ?? one);
}

/** A template whose values are escaped, unless they are `Html`. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = texts.map((text, at) => text + markup(values[at] ?? ''));
  return new Html(parts.join(''));
}

function markup(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map((one) => one.text).join('');
}
