/** Attributes of an element; an undefined one is not set. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * Makes an element. Strings become text nodes, never markup, so data from the API cannot inject HTML.
 *
 * @param tag - the name of the element
 * @param attributes - its attributes; default: none
 * @param content - its children, in order
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...content);
  return made;
}

/**
 * Finds an element of the page.
 *
 * @param id - its id
 * @param kind - its class, such as `HTMLFormElement`
 * @throws Error when the page has no such element
 */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
}
