/** The imported .env that nobody has decided about yet: asked about on whatever page comes next. */
import { create } from 'zustand';
import type { EnvPreview } from '../../shared/ipc/setup.ts';

export const useEnvLeftover = create<{ preview: EnvPreview | null }>(() => ({ preview: null }));
