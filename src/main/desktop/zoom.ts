/** The size of everything in the window, kept between starts. */
import type { BrowserWindow } from 'electron';
import type { ZoomStep } from '../../shared/ipc/desktop.ts';

/** Chromium's steps: each is a factor of 1.2; from 58 to 249 per cent. */
export const LEAST_ZOOM = -3;
export const MOST_ZOOM = 5;
const STEP = 0.5;

export function nextZoom(level: number, step: ZoomStep): number {
  if (step === 'reset') return 0;
  const next = level + (step === 'in' ? STEP : -STEP);
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, next));
}

export function zoomPercent(level: number): number {
  return Math.round(1.2 ** level * 100);
}

/** Chromium forgets it with each page that is loaded. */
export function keepZoom(window: BrowserWindow, level: () => number): void {
  window.webContents.on('did-finish-load', () => {
    window.webContents.setZoomLevel(level());
  });
}
