/**
 * Which protections there are, how each is taken away, and which test has to notice: docs/security.md as
 * something that can be run. A text that is not found any more is an error, so the list stays true.
 */
import { files } from './list/files.mjs';
import { input } from './list/input.mjs';
import { network } from './list/network.mjs';
import { packages } from './list/packages.mjs';
import { rights } from './list/rights.mjs';
import { secrets } from './list/secrets.mjs';
import { window } from './list/window.mjs';

/**
 * @typedef {object} Mutation
 * @property {string} name
 * @property {string} point what is protected
 * @property {readonly import('./tree.mjs').Edit[]} edits
 * @property {import('./guards.mjs').Guard} guard
 */

/** @type {readonly Mutation[]} */
export const mutations = [
  ...window,
  ...secrets,
  ...network,
  ...files,
  ...rights,
  ...input,
  ...packages,
];
