import type { AnyLink, LinkOptions } from './link-types.ts';
import { Link } from './link.ts';

/** A link over the route that its options name. */
export function makeLink(options: LinkOptions): AnyLink {
  return new Link(options);
}
