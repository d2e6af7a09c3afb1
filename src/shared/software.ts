import { name, version } from '../../package.json';

/** Name and version of this software, as manifests and logs carry them. */
export const software = { name, version } as const;
