/** What axe finds wrong with the page that is open, in light and in dark. */
import { AxeBuilder } from '@axe-core/playwright';
import type { RecorderApp } from './recorder-app.ts';

/** Colours fade from one scheme to the other. */
const FADE_MS = 300;

/** `setLegacyMode`: Electron has no second page for axe to work in. */
export async function barriers({ page }: RecorderApp): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await page.evaluate((wanted) => window.recorder.setColourScheme(wanted), scheme);
    await page.waitForFunction(
      (wanted) => document.documentElement.dataset['mantineColorScheme'] === wanted,
      scheme,
    );
    await page.waitForTimeout(FADE_MS);
    const result = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    for (const { id, nodes } of result.violations) {
      found.push(...nodes.map(({ html }) => `${scheme} ${id}: ${html.slice(0, 300)}`));
    }
  }
  return found;
}
