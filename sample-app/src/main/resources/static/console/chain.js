// The providers in the order of preference: state, share, latency, and the means to break, heal and steer each.

import { announce, byId, make, setData, setText } from "./dom.js";
import { colourOf } from "./colours.js";

const STATES = {
  CLOSED: "takes calls",
  OPEN: "out after failures",
  HALF_OPEN: "being tested",
  RESTING: "asked for a rest",
  DRAINING: "drained by an operator",
  DISABLED: "disabled by an operator",
  FORCED_OPEN: "forced open by an operator",
};

const SHAPES = { CLOSED: "●", HALF_OPEN: "◐", OPEN: "○", RESTING: "◔", DRAINING: "◇", DISABLED: "✕", FORCED_OPEN: "○" };

const OPERATED = new Set(["DRAINING", "DISABLED", "FORCED_OPEN"]);

const cards = new Map();

const millis = (value) =>
  value == null ? "–" : value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;

// Doors are { ways, break, heal } of demo mode and { act } of the endpoint's actions; each may be missing.
export function showChain(state, doors, now = Date.now()) {
  const chain = state.chains.default ?? Object.values(state.chains)[0] ?? [];
  const others = Object.keys(state.providers).filter((name) => !chain.includes(name));
  const names = [...chain.filter((name) => state.providers[name]), ...others];
  for (const [name, card] of cards) {
    if (!names.includes(name)) {
      card.element.remove();
      cards.delete(name);
    }
  }
  names.forEach((name, index) => {
    const card = cards.get(name) ?? cards.set(name, newCard(name)).get(name);
    const list = byId("chain");
    if (list.children[index] !== card.element) {
      list.insertBefore(card.element, list.children[index] ?? null);
    }
    fill(card, state.providers[name], doors, now);
    setText(card.place, others.includes(name) ? "in other chains" : index === 0 ? "first choice" : `choice ${index + 1}`);
  });
  showVerdict(chain, state.providers);
}

function newCard(name) {
  const part = (tag, className, text) => make(tag, { class: className, text });
  const card = {
    name,
    place: part("p", "place"),
    state: part("p", "state"),
    shape: make("span", { class: "shape", "aria-hidden": "true" }),
    word: part("span", "word"),
    why: part("span", "why"),
    share: part("dd"),
    bar: part("span", "bar-fill"),
    latency: part("dd"),
    first: part("dd"),
    calls: part("dd"),
    buttons: part("div", "buttons"),
  };
  card.state.append(card.shape, card.word, " ", card.why);
  const figure = (term, value, title) =>
    make("div", { title, children: [make("dt", { text: term }), value] });
  card.element = make("li", {
    class: "card",
    data: { colour: colourOf(name), provider: name },
    children: [
      make("div", { class: "card-head", children: [make("h3", { text: name }), card.place] }),
      card.state,
      make("div", { class: "bar", "aria-hidden": "true", children: [card.bar] }),
      make("dl", {
        class: "figures",
        children: [
          figure("share", card.share, "of all answers since the start"),
          figure("answer", card.latency, "median time of a whole answer"),
          figure("first token", card.first, "median time to the first token"),
          figure("calls", card.calls, "answered, and failed where some did"),
        ],
      }),
      card.buttons,
    ],
  });
  return card;
}

function fill(card, provider, doors, now) {
  setData(card.element, "state", provider.state);
  setData(card.element, "available", String(provider.available));
  setText(card.shape, SHAPES[provider.state] ?? "?");
  setText(card.word, provider.state.replace("_", "-"));
  setText(card.why, why(provider, now));
  const share = `${Math.round(provider.share * 100)} %`;
  setText(card.share, share);
  card.bar.style.setProperty("--share", provider.share);
  setText(card.latency, millis(provider.latency.p50));
  setText(card.first, millis(provider.firstToken.p50));
  const { succeeded, failed } = provider.calls;
  setText(card.calls, failed > 0 ? `${succeeded} · ${failed} failed` : `${succeeded}`);
  showButtons(card, provider, doors);
}

function why(provider, now) {
  const reason = provider.state === "CLOSED" ? null : provider.lastFailure?.kind;
  const until = provider.availableAgainAt && Math.ceil((Date.parse(provider.availableAgainAt) - now) / 1000);
  if (until > 0) {
    const when = until < 120 ? `${until} s` : `${Math.ceil(until / 60)} min`;
    return reason && !OPERATED.has(provider.state) ? `${reason}, back in ${when}` : `back in ${when}`;
  }
  if (provider.state === "CLOSED" && provider.inFlight > 0) {
    return provider.inFlight === 1 ? "answering" : `answering ${provider.inFlight} calls`;
  }
  return provider.state === "OPEN" ? "the next call tests it" : (STATES[provider.state] ?? "");
}

// Built anew only where there is something else to press, so that a click or the focus is never lost to an update.
function showButtons(card, provider, doors) {
  const broken = doors.broken?.[card.name];
  const operated = OPERATED.has(provider.state);
  const key = JSON.stringify([Boolean(doors.ways), broken, Boolean(doors.act), operated]);
  if (card.key === key) {
    return;
  }
  card.key = key;
  const had = card.buttons.contains(document.activeElement) ? document.activeElement.dataset.does : null;
  card.buttons.replaceChildren(
    ...(doors.ways ? demoButtons(card, broken, doors) : []),
    ...(doors.act ? operatorButtons(card, operated, doors) : []),
  );
  if (had) {
    (card.buttons.querySelector(`[data-does="${had}"]`) ?? card.buttons.querySelector("button"))?.focus();
  }
}

function demoButtons(card, broken, doors) {
  const menu = make("div", { id: `ways-${card.name}`, class: "menu", popover: "auto" });
  const opener = button("Break…", "break", card.name, () => {});
  opener.setAttribute("popovertarget", menu.id);
  menu.append(
    make("p", { class: "menu-title", text: `Break ${card.name}: it …` }),
    ...inOrder(doors.ways).map(([how, description]) =>
      make("button", {
        type: "button",
        class: "way",
        data: { how },
        children: [make("b", { text: how }), make("span", { text: description })],
        on: {
          click: () => {
            menu.hidePopover();
            doors.break(card.name, how);
          },
        },
      }),
    ),
  );
  menu.addEventListener("toggle", () => menu.matches(":popover-open") && place(menu, opener));
  return broken
    ? [
        make("p", { class: "broken", title: doors.ways[broken], text: `broken: ${broken}` }),
        button("Heal", "heal", card.name, () => doors.heal(card.name)),
        opener,
        menu,
      ]
    : [button("Kill", "kill", card.name, () => doors.break(card.name, "kill")), opener, menu];
}

// JavaScript puts keys that look like numbers first; the statuses come last.
function inOrder(ways) {
  const isStatus = ([how]) => /^\d/.test(how);
  const entries = Object.entries(ways);
  return [...entries.filter((way) => !isStatus(way)), ...entries.filter(isStatus)];
}

function operatorButtons(card, operated, doors) {
  return operated
    ? [button("Enable", "enable", card.name, () => doors.act(card.name, "enable"))]
    : [button("Drain", "drain", card.name, () => doors.act(card.name, "drain"))];
}

function button(text, does, provider, press) {
  return make("button", {
    type: "button",
    data: { does },
    "aria-label": `${text.replace("…", "")} ${provider}`,
    text,
    on: { click: press },
  });
}

// Below its button, and inside of the window at any width.
function place(menu, opener) {
  const at = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 6 + height < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - height - 6)}px`;
}

let lastVerdict;

function showVerdict(chain, providers) {
  const serving = chain.find((name) => providers[name]?.available);
  const [level, text] =
    serving === undefined
      ? ["down", "Nobody can serve"]
      : serving === chain[0]
        ? providers[serving].state === "CLOSED"
          ? ["up", `${serving} serves, as it should`]
          : ["degraded", `${serving} was out, the next calls test it`]
        : ["degraded", `${chain[0]} is out, ${serving} serves`];
  setData(byId("verdict"), "level", level);
  setText(byId("verdict"), text);
  if (lastVerdict !== undefined && lastVerdict !== text) {
    announce(text);
  }
  lastVerdict = text;
}
