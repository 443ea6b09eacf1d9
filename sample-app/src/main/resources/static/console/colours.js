// Each provider keeps the colour that it got first: by its place in the chain, so that the first choice is always blue.

const COLOURS = 6;
const given = new Map();

export function colourOf(provider) {
  if (!given.has(provider)) {
    given.set(provider, String(given.size % COLOURS));
  }
  return given.get(provider);
}
