import { RtcLink } from '../rtc-node/rtc-link.ts';
import type { AnyLink, LinkOptions } from './link-types.ts';
import { Link } from './link.ts';

/** A link over the route that its options name. rtc-node itself is loaded when such a link opens. */
export function makeLink(options: LinkOptions): AnyLink {
  return options.route === 'rtc-node' ? new RtcLink(options) : new Link(options);
}
