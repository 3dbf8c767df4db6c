import { readable } from './dates.js';
import { element } from './dom.js';
import type { Hotel } from './hotel.js';

const PLACEHOLDER = '/placeholder.svg';
/** How many pictures load at once. The others load when the user scrolls near to them. */
const EAGER = 6;

/**
 * Makes the card of a hotel.
 *
 * @param hotel - the hotel
 * @param position - its position among the cards, from 0
 */
export function card(hotel: Hotel, position: number): HTMLLIElement {
  const title = `hotel-${position}`;
  const about = element(
    'div',
    { class: 'about' },
    element('p', { class: 'place' }, element('span', {}, placeOf(hotel)), price(hotel)),
    element('h3', { id: title }, hotel.name),
    ...description(hotel, title),
    element(
      'dl',
      { class: 'facts' },
      fact('Rooms', String(hotel.rooms ?? 'Not known')),
      fact('Available', availability(hotel)),
    ),
  );
  return element(
    'li',
    {},
    element('article', { class: 'card', 'aria-labelledby': title }, photo(hotel, position), about),
  );
}

/** Shows the button "Read more" on each card whose description is cut off. */
export function markCutDescriptions(cards: Iterable<Element>): void {
  for (const shown of cards) {
    const text = shown.querySelector<HTMLElement>('.description');
    const button = shown.querySelector<HTMLButtonElement>('.read');
    if (!text || !button || text.dataset.open === 'true') continue;
    button.hidden = text.scrollHeight <= text.clientHeight + 1;
  }
}

function photo(hotel: Hotel, position: number): HTMLImageElement {
  const known = hotel.photo !== undefined;
  const made = element('img', {
    class: 'photo',
    src: hotel.photo ?? PLACEHOLDER,
    alt: known ? `Illustration: ${placeOf(hotel)}` : '',
    width: 600,
    height: 400,
    decoding: 'async',
    loading: position < EAGER ? 'eager' : 'lazy',
  });
  made.addEventListener(
    'error',
    () => {
      made.src = PLACEHOLDER;
      made.alt = '';
    },
    { once: true },
  );
  return made;
}

function placeOf({ city, country }: Hotel): string {
  return [city, country].filter(Boolean).join(', ');
}

function price({ price: signs }: Hotel): HTMLSpanElement {
  if (signs === undefined) return element('span', { class: 'price' }, 'Price not known');
  return element(
    'span',
    { class: 'price', role: 'img', 'aria-label': `Price ${signs} of 4` },
    '$'.repeat(signs),
    element('span', { class: 'rest' }, '$'.repeat(4 - signs)),
  );
}

function description(hotel: Hotel, title: string): HTMLElement[] {
  if (hotel.description === '') return [];
  const id = `${title}-text`;
  const text = element('p', { class: 'description', id }, hotel.description);
  const button = element(
    'button',
    {
      class: 'link read',
      type: 'button',
      'aria-expanded': 'false',
      'aria-controls': id,
      'aria-describedby': title,
    },
    'Read more',
  );
  button.hidden = true;
  button.addEventListener('click', () => {
    const open = text.dataset.open !== 'true';
    text.dataset.open = String(open);
    button.setAttribute('aria-expanded', String(open));
    button.textContent = open ? 'Read less' : 'Read more';
  });
  return [text, button];
}

function fact(term: string, value: string): HTMLDivElement {
  return element('div', {}, element('dt', {}, term), element('dd', {}, value));
}

function availability({ from, to }: Hotel): string {
  if (from === undefined || to === undefined) return 'Ask the hotel';
  return `${readable(from)} – ${readable(to)}`;
}
