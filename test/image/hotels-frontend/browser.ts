import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

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

import { programsFrom } from '../../support/programs/programs';
import { skip } from '../../support/skip';

/** A small phone. */
export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** Starts the browser with a new profile. Without a browser, the tests of `context` are skipped. */
export async function openBrowser(context: Mocha.Context): Promise<Browser> {
  const { chromium: executablePath } = programsFrom(process.env);
  if (executablePath === undefined) skip(context, 'there is no Chromium');
  const switches = ['gpu', 'quic', 'background-networking', 'component-update', 'sync'].map(
    (name) => `--disable-${name}`,
  );
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run', ...switches] });
}

/**
 * Answers a request of the browser with an HTTP client of Node, not with the network stack of the browser. Chromium aborts
 * its requests whenever a network interface of the machine is added or removed, as for pods, and it may use a proxy that
 * cannot reach the cluster.
 */
async function pass(route: Route, origin: string): Promise<void> {
  if (!route.request().url().startsWith(`${origin}/`)) return route.abort('blockedbyclient');
  try {
    await route.fulfill({ response: await route.fetch({ maxRedirects: 0 }) });
  } catch {
    // Either the window was closed or the server closed the connection: the page sees a failed connection.
    await route.abort('connectionfailed').catch(() => undefined);
  }
}

/** A browser window with the page. It records every error that the browser reports. */
export class Visit {
  /** The errors that the browser reported so far, such as violations of the Content-Security-Policy. */
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

  /** Opens a new browser window, without loading the page. */
  static async open(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    await context.route('**', (route) => pass(route, origin));
    return new Visit(await context.newPage(), origin);
  }

  /** Loads the page with these filters. */
  async go(search = ''): Promise<void> {
    await this.page.goto(`${this.origin}/${search}`);
  }

  /** Loads the page and waits until it shows the hotels. */
  async list(search = ''): Promise<void> {
    await this.go(search);
    await this.page.locator('#results[aria-busy=false]').waitFor();
  }

  /** Waits until the status line above the list has this text. */
  async says(text: string): Promise<void> {
    await this.page.getByRole('status').getByText(text, { exact: true }).waitFor();
  }

  /** The checkbox of a filter with this name. */
  chip(name: string): Locator {
    return this.page.getByRole('checkbox', { name, exact: true });
  }

  /** The names of the shown hotels, in order. */
  names(): Promise<string[]> {
    return this.page.locator('article h3').allTextContents();
  }

  /** Scrolls to every picture and waits until all are loaded; the result is their widths in pixels. */
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

  /** How far the page scrolls sideways, in pixels. */
  sideways(): Promise<number> {
    return this.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
  }

  /** Fails when axe finds a violation of the accessibility rules. */
  async assertAccessible(): Promise<void> {
    await this.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(told, []);
  }

  /** Closes the window; fails when the browser reported an error that does not match `expected`. */
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
