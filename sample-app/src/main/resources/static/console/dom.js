// Making elements. Text becomes a text node and nothing else, whoever wrote it.

export const byId = (id) => document.getElementById(id);

export function make(tag, { text, children = [], data = {}, on = {}, ...attributes } = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value != null) {
      element.setAttribute(name, value);
    }
  }
  Object.assign(element.dataset, data);
  for (const [event, listener] of Object.entries(on)) {
    element.addEventListener(event, listener);
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  element.append(...children);
  return element;
}

// Touches the document only where something has changed, so that focus, selection and screen readers are left in peace.
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function setData(element, name, value) {
  if (element.dataset[name] !== value) {
    element.dataset[name] = value;
  }
}

let clearing;

export function announce(text) {
  const announcer = byId("announcer");
  clearTimeout(clearing);
  announcer.textContent = text;
  // The same words twice are no change, which nobody would hear.
  clearing = setTimeout(() => (announcer.textContent = ""), 5000);
}
