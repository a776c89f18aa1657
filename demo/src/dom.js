// The few things that every view does to the document.

const iconSpace = 'http://www.w3.org/2000/svg';

/** @returns {Record<string, any>} the elements under `root` by their data-ref */
export function collectRefs(root) {
  const found = {};
  for (const element of root.querySelectorAll('[data-ref]')) found[element.dataset.ref] = element;
  return found;
}

/** An element with attributes (`false` and `undefined` leave one out) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

export function makeIcon(name, className = 'icon') {
  const svg = document.createElementNS(iconSpace, 'svg');
  svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(iconSpace, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

// A text that is set again is read out again by a screen reader: hence only what differs.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** "AR" of "Amina Rahman"; one sign where the script has no capitals. */
export function initialsOf(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = [...(words[0] ?? '')][0] ?? '';
  const last = words.length > 1 ? [...words[words.length - 1]][0] : '';
  const cased = first.toLowerCase() !== first.toUpperCase();
  return (cased ? first + last : first).toLocaleUpperCase();
}
