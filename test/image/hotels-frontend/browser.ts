import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';

import type { AxeResults } from 'axe-core';
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type ConsoleMessage,
  type Locator,
  type Page,
  type Route,
} from 'playwright-core';

const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const missing = 'no browser, so nothing in one was tested: apt-get install --no-install-recommends chromium';

/** A phone of the small kind. */
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Starts the browser of this machine with a profile of its own; without one, the tests of `context` are pending. */
export async function openBrowser(context: Mocha.Context): Promise<Browser> {
  const executablePath = executables.find((path) => existsSync(path));
  if (executablePath === undefined) {
    console.log(`      ${missing}`);
    context.skip();
  }
  const switches = ['gpu', 'quic', 'background-networking', 'component-update', 'sync'].map(
    (name) => `--disable-${name}`,
  );
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...switches] });
}

/**
 * Gets what the browser asks for by other means than its own: Chromium drops its requests whenever an interface of the
 * machine comes or goes, as those of pods do, and may use a proxy that does not know the cluster.
 */
async function pass(route: Route, origin: string): Promise<void> {
  if (!route.request().url().startsWith(`${origin}/`)) return route.abort('blockedbyclient');
  try {
    await route.fulfill({ response: await route.fetch({ maxRedirects: 0 }) });
  } catch {
    // The window was closed meanwhile, or the server broke off, which the page is told in the same words.
    await route.abort('connectionfailed').catch(() => undefined);
  }
}

/** One person's look at the page, in which everything that a browser complains about is written down. */
export class Visit {
  /** Errors that the browser reported, a violated policy among them. */
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      this.note(message);
    });
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('dialog', (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) this.problems.push(`request to ${request.url()}`);
    });
  }

  /** Opens a browser window of its own; nothing is loaded yet. */
  static async open(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.route('**', (route) => pass(route, origin));
    return new Visit(await context.newPage(), origin);
  }

  /** Loads the page with these filters. */
  async go(search = ''): Promise<void> {
    await this.page.goto(`${this.origin}/${search}`);
  }

  /** Loads the page, and waits until the hotels are there. */
  async list(search = ''): Promise<void> {
    await this.go(search);
    await this.page.locator('#results[aria-busy=false]').waitFor();
  }

  /** Waits until the page says this about its list. */
  async says(text: string): Promise<void> {
    await this.page.getByRole('status').getByText(text, { exact: true }).waitFor();
  }

  /** The choice of a filter with this name. */
  chip(name: string): Locator {
    return this.page.getByRole('checkbox', { name, exact: true });
  }

  /** The hotels' names, from the first to the last. */
  names(): Promise<string[]> {
    return this.page.locator('article h3').allTextContents();
  }

  /** Waits until every picture has come, those that are far below, too; gives their widths. */
  async pictureWidths(): Promise<number[]> {
    const pictures = this.page.locator('article img');
    const count = await pictures.count();
    for (let n = 0; n < count; n++) await pictures.nth(n).scrollIntoViewIfNeeded();
    await this.page.waitForFunction(
      "[...document.querySelectorAll('article img')].every((img) => img.complete)",
    );
    return this.page.evaluate<number[]>(
      "[...document.querySelectorAll('article img')].map((img) => img.naturalWidth)",
    );
  }

  /** How far the page can be moved sideways. */
  sideways(): Promise<number> {
    return this.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
  }

  /** Fails when the page is hard to use for some people. */
  async assertAccessible(): Promise<void> {
    await this.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(told, []);
  }

  /** Ends the visit; fails unless the browser had nothing but this to complain about. */
  async close(expected = /^$/): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(
      this.problems.filter((problem) => !expected.test(problem)),
      [],
    );
  }

  private note(message: ConsoleMessage): void {
    if (message.type() === 'error') this.problems.push(message.text());
  }
}
