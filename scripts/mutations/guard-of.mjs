/** Guards in few words. */

/** @param {import('./guards.mjs').Guard['project']} project */
const of = (project) => (/** @type {string} */ file, /** @type {string} */ test) =>
  /** @type {import('./guards.mjs').Guard} */ ({ project, file, test });

/** Beside the source, without servers. */
export const unit = of('unit');
/** With real servers. */
export const stack = of('stack');
/** The built recorder, from outside. */
export const integration = of('integration');
/** The built app. */
export const journey = of('journey');
/** With real servers, in its long form. */
export const long = of('long');
