import { filtersOf, searchOf, select, type Filters } from './filters.js';
import { FilterForm } from './form.js';
import { loadHotels, type Hotel } from './hotel.js';
import { Results } from './results.js';

let hotels: readonly Hotel[] | undefined;
/** Whether the user is typing: then the newest entry of the history is replaced at each letter. */
let writing = false;

const form = new FilterForm((typing) => {
  const filters = form.read();
  remember(filters, typing && writing);
  writing = typing;
  show(filters);
});

const results = new Results(() => {
  const filters = filtersOf('');
  form.write(filters);
  remember(filters, false);
  show(filters);
  form.focus();
});

/** Writes the filters into the address, so that it can be shared. `replace` adds no new entry to the history. */
function remember(filters: Filters, replace: boolean): void {
  const address = `${location.pathname}${searchOf(filters)}`;
  if (replace) history.replaceState(null, '', address);
  else if (searchOf(filters) !== location.search) history.pushState(null, '', address);
}

function show(filters: Filters): void {
  form.comment(filters);
  if (!hotels) return;
  const filtered = searchOf({ ...filters, order: '' }) !== '';
  results.show(hotels, select(hotels, filters), filtered);
}

/** Applies the filters of the address: at the start, and after the back button. */
function restore(known = hotels): void {
  writing = false;
  const filters = filtersOf(location.search);
  form.offer(known, filters.countries);
  form.write(filters);
  show(filters);
}

async function load(): Promise<void> {
  results.showLoading();
  try {
    hotels = await loadHotels();
    // Filters that the user chose during the loading are in the address already.
    restore();
  } catch (error) {
    console.warn(error);
    restore([]);
    results.showError(() => void load());
  }
}

window.addEventListener('popstate', () => restore());
restore();
void load();
