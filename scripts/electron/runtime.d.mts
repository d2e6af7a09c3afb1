/** An Electron that can be run. */
export interface ElectronRuntime {
  /** The folder that ELECTRON_OVERRIDE_DIST_PATH or electron-builder's electronDist may name. */
  readonly dist: string;
  readonly executable: string;
  readonly version: string;
}

export function ensureElectron(options?: { readonly check?: boolean }): Promise<ElectronRuntime>;
