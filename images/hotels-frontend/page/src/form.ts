import { dayOfField, fieldOfDay } from './dates.js';
import { byId, element } from './dom.js';
import { countActive, isBackwards, ORDERS, PRICES, SIZES, type Filters } from './filters.js';
import type { Hotel, Size } from './hotel.js';

const SIZE_NAMES: Readonly<Record<Size, string>> = {
  small: 'Small 1–10',
  medium: 'Medium 11–20',
  large: 'Large 21+',
};

/** The form with the filters. */
export class FilterForm {
  private readonly form = byId('filters', HTMLFormElement);
  private readonly text = byId('q', HTMLInputElement);
  private readonly from = byId('from', HTMLInputElement);
  private readonly to = byId('to', HTMLInputElement);
  private readonly order = byId('sort', HTMLSelectElement);

  /** @param changed - called after each change; `typing` is true for the search field */
  constructor(changed: (typing: boolean) => void) {
    this.form.addEventListener('input', ({ target }) => changed(target === this.text));
    this.form.addEventListener('submit', (event) => event.preventDefault());
    // The order belongs to the form but is outside of it in the page, so its events do not bubble to the form.
    this.order.addEventListener('input', () => changed(false));

    const more = byId('more', HTMLButtonElement);
    more.addEventListener('click', () => {
      const open = this.form.dataset.open !== 'true';
      this.form.dataset.open = String(open);
      more.setAttribute('aria-expanded', String(open));
    });
    fill(
      'prices',
      'price',
      PRICES.map((price) => ({
        value: String(price),
        text: '$'.repeat(price),
        label: `Price ${price} of 4`,
      })),
    );
    fill(
      'sizes',
      'size',
      SIZES.map((size) => ({ value: size, text: SIZE_NAMES[size], label: `${SIZE_NAMES[size]} rooms` })),
    );
  }

  /**
   * Offers the countries of the hotels, and the chosen ones.
   *
   * @param hotels - all hotels; undefined while they are being loaded
   * @param chosen - the chosen countries, offered even when no hotel is there
   */
  offer(hotels: readonly Hotel[] | undefined, chosen: readonly string[]): void {
    const count = new Map(chosen.map((country) => [country, 0]));
    for (const { country } of hotels ?? [])
      if (country !== '') count.set(country, (count.get(country) ?? 0) + 1);
    byId('country', HTMLFieldSetElement).hidden = hotels !== undefined && count.size === 0;
    const countries = [...count].sort(([one], [other]) => one.localeCompare(other, 'en'));
    fill(
      'countries',
      'country',
      countries.map(([value, number]) => ({ value, text: value, ...(hotels?.length && { number }) })),
    );
  }

  /** The filters in the form. */
  read(): Filters {
    const data = new FormData(this.form);
    const chosen = (name: string): string[] => data.getAll(name).map(String);
    return {
      text: this.text.value,
      from: dayOfField(this.from.value),
      to: dayOfField(this.to.value),
      countries: chosen('country'),
      prices: chosen('price').map(Number),
      sizes: SIZES.filter((size) => chosen('size').includes(size)),
      order: ORDERS.find((order) => order === this.order.value) ?? '',
    };
  }

  /** Shows these filters in the form. */
  write(filters: Filters): void {
    // Keeps a trailing space while the user is typing.
    if (this.text.value.trim() !== filters.text) this.text.value = filters.text;
    this.from.value = filters.from === undefined ? '' : fieldOfDay(filters.from);
    this.to.value = filters.to === undefined ? '' : fieldOfDay(filters.to);
    this.order.value = filters.order;
    const chosen = new Set([
      ...filters.countries.map((country) => `country ${country}`),
      ...filters.prices.map((price) => `price ${price}`),
      ...filters.sizes.map((size) => `size ${size}`),
    ]);
    for (const box of this.form.querySelectorAll<HTMLInputElement>('input[type=checkbox]')) {
      box.checked = chosen.has(`${box.name} ${box.value}`);
    }
    this.comment(filters);
  }

  /** Shows an error for dates in the wrong order, and how many filters are set. */
  comment(filters: Filters): void {
    const wrong = isBackwards(filters);
    const error = byId('stay-error', HTMLParagraphElement);
    error.textContent = wrong ? 'You leave before you arrive: the dates are left out.' : '';
    for (const field of [this.from, this.to]) field.setAttribute('aria-invalid', String(wrong));

    const active = countActive(filters);
    byId('active', HTMLSpanElement).hidden = active === 0;
    byId('active-count', HTMLElement).textContent = String(active);
  }

  /** Moves the focus to the search field. */
  focus(): void {
    this.text.focus();
  }
}

interface Choice {
  readonly value: string;
  readonly text: string;
  /** The label for screen readers; default: the text. */
  readonly label?: string;
  /** How many hotels match it; default: not shown. */
  readonly number?: number;
}

function fill(id: string, name: string, choices: readonly Choice[]): void {
  const chips = choices.map(({ value, text, label, number }) => {
    const shown = element('span', { 'aria-hidden': label === undefined ? undefined : 'true' }, text);
    if (number !== undefined) shown.append(element('small', {}, String(number)));
    const hotels = number === undefined ? '' : `, ${number} ${number === 1 ? 'hotel' : 'hotels'}`;
    const box = element('input', {
      type: 'checkbox',
      name,
      value,
      'aria-label': `${label ?? text}${hotels}`,
    });
    return element('label', { class: 'chip', title: text.length > 24 ? text : undefined }, box, shown);
  });
  byId(id, HTMLDivElement).replaceChildren(...chips);
}
