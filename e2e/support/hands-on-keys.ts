/** The window used by its keys alone; notices where the focus could not be seen. */
import type { Locator, Page } from '@playwright/test';

/** No page has so many stops. */
const MOST_STOPS = 150;

export class HandsOnKeys {
  readonly page: Page;
  readonly #unseen = new Set<string>();

  constructor(page: Page) {
    this.page = page;
  }

  /** Stops of the focus that looked as if they had none. */
  get unseen(): string[] {
    return [...this.#unseen];
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Tab until it has the focus. @param most Stops on the way, at most. */
  async reach(target: Locator, most = MOST_STOPS): Promise<void> {
    await target.waitFor({ state: 'attached' });
    for (let stops = 0; stops < most; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.press('Tab');
      const unseen = await this.page.evaluate(unseenFocus);
      if (unseen !== null) this.#unseen.add(unseen);
    }
    throw new Error(`Tab does not lead to ${target.toString()}`);
  }

  async use(target: Locator, key = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.press(key);
  }

  /** A tab is one of several; arrows choose among them. */
  async openTab(name: string): Promise<void> {
    const tabs = this.page.getByRole('tab');
    await this.reach(this.page.getByRole('tab', { selected: true }));
    const wanted = this.page.getByRole('tab', { name });
    for (let steps = await tabs.count(); steps > 0; steps -= 1) {
      if ((await wanted.getAttribute('aria-selected')) === 'true') return;
      await this.press('ArrowRight');
    }
    throw new Error(`arrows do not lead to the tab ${name}`);
  }
}

/** Runs in the page. @returns The element that has the focus without a sign of it; null when all is well. */
function unseenFocus(): string | null {
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  // A hidden box, as Mantine's switches have, is seen by what stands beside or around it.
  const places = [element, element.nextElementSibling, element.parentElement];
  const isSeen = places.some((place) =>
    place === null ? false : isOutlined(place) || isOutlined(place, '::after'),
  );
  return isSeen ? null : element.outerHTML.slice(0, 200);

  function isOutlined(place: Element, part?: string): boolean {
    const { outlineStyle, outlineWidth } = getComputedStyle(place, part);
    // Chromium's own ring is wider than it says.
    return outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
  }
}
