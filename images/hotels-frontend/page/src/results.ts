import { card, markCutDescriptions } from './card.js';
import { byId, element } from './dom.js';
import type { Hotel } from './hotel.js';

const SKELETONS = 6;

/** The list of hotels, or a message in its place. */
export class Results {
  private readonly section = byId('results', HTMLElement);
  private readonly content = byId('content', HTMLDivElement);
  private readonly count = byId('count', HTMLParagraphElement);
  private readonly clear = byId('clear', HTMLButtonElement);
  private readonly sort = byId('sort', HTMLSelectElement);
  private readonly list = element('ul', { class: 'hotels' });
  /** A card is made once for each hotel, so that its picture is not loaded again after each change of the filters. */
  private cards = new Map<Hotel, HTMLLIElement>();

  /** @param cleared - called when the user clears the filters */
  constructor(private readonly cleared: () => void) {
    this.clear.addEventListener('click', cleared);
    new ResizeObserver(() => markCutDescriptions(this.list.children)).observe(this.list);
  }

  /** Shows placeholders while the hotels are being loaded. */
  showLoading(): void {
    this.section.setAttribute('aria-busy', 'true');
    this.say('Loading the hotels…', false);
    const lines = (): HTMLElement[] => Array.from({ length: 5 }, () => element('i'));
    const skeletons = Array.from({ length: SKELETONS }, () =>
      element(
        'li',
        { class: 'card skeleton' },
        element('div', { class: 'photo' }),
        element('div', { class: 'about' }, ...lines()),
      ),
    );
    this.content.replaceChildren(element('ul', { class: 'hotels', 'aria-hidden': 'true' }, ...skeletons));
  }

  /** Shows that the list could not be loaded, and a button that calls `retry`. */
  showError(retry: () => void): void {
    this.section.setAttribute('aria-busy', 'false');
    this.say('The hotels cannot be shown', false);
    const button = element('button', { class: 'button', type: 'button' }, 'Try again');
    button.addEventListener('click', () => {
      retry();
      // The button is removed: keyboard users continue at the list.
      this.section.focus();
    });
    const text = element('p', {}, 'Their service does not answer. It is usually back within a minute.');
    this.notice('Something went wrong', text, button);
  }

  /**
   * Shows the list.
   *
   * @param all - all hotels
   * @param found - those that match the filters, in the chosen order
   * @param filtered - whether any filter is set
   */
  show(all: readonly Hotel[], found: readonly Hotel[], filtered: boolean): void {
    this.section.setAttribute('aria-busy', 'false');
    if (all.length === 0) {
      this.say('No hotels yet', false);
      this.notice('No hotels yet', element('p', {}, 'Nobody has added one. Come back soon.'));
      return;
    }
    this.sort.disabled = found.length < 2;
    const hotels = all.length === 1 ? 'hotel' : 'hotels';
    this.say(filtered ? `${found.length} of ${all.length} ${hotels}` : `${all.length} ${hotels}`, filtered);
    if (found.length === 0) {
      const button = element('button', { class: 'button', type: 'button' }, 'Show all hotels');
      button.addEventListener('click', this.cleared);
      const text = element('p', {}, 'Other dates, another country or fewer filters may help.');
      this.notice('No hotel matches', text, button);
      return;
    }
    this.list.replaceChildren(...found.map((hotel) => this.cardOf(hotel)));
    if (!this.list.isConnected) this.content.replaceChildren(this.list);
    markCutDescriptions(this.list.children);
  }

  private cardOf(hotel: Hotel): HTMLLIElement {
    const made = this.cards.get(hotel) ?? card(hotel, this.cards.size);
    this.cards.set(hotel, made);
    return made;
  }

  private say(text: string, clearable: boolean): void {
    this.count.textContent = text;
    this.clear.hidden = !clearable;
  }

  private notice(title: string, ...content: readonly HTMLElement[]): void {
    this.sort.disabled = true;
    const picture = element('img', { src: '/placeholder.svg', alt: '', width: 600, height: 400 });
    this.content.replaceChildren(
      element('div', { class: 'notice' }, picture, element('h3', {}, title), ...content),
    );
  }
}
