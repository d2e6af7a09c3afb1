/** Types of electron-runtime.mjs for TypeScript callers; the explanations stand in scripts/electron. */
export type { ElectronRuntime } from './electron/runtime.d.mts';
export { ensureElectron } from './electron/runtime.d.mts';

/** @throws SetupError naming the one command to run when this user may not install packages */
export function ensureElectronPackages(options?: { readonly check?: boolean }): Promise<void>;
