/**
 * React is CommonJS, and the bundler makes each use of it, each `jsx(…)` of each element, a call of a
 * getter: a fifth of the window's JavaScript while messages come (measured). With this plugin they are
 * plain variables.
 */
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const packages = ['react', 'react/jsx-runtime', 'react-dom', 'react-dom/client'];
const PREFIX = '\0plain:';
const require = createRequire(import.meta.url);

export function plainReact(): Plugin {
  return {
    name: 'plain-react',
    enforce: 'pre',
    resolveId(id, importer, { kind }) {
      // What CommonJS requires stays as it is, and so does what our own module imports.
      const isWanted = packages.includes(id) && kind === 'import-statement';
      return isWanted && importer?.startsWith(PREFIX) !== true ? PREFIX + id : null;
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return null;
      const name = id.slice(PREFIX.length);
      const members = Object.keys(require(name) as object).join(', ');
      return `import all from '${name}';\nexport const { ${members} } = all;\nexport default all;`;
    },
  };
}
