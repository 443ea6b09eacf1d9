// What happened last, newest first, as the endpoint keeps it.

import { byId, make } from "./dom.js";
import { colourOf } from "./colours.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

let shown = "";

export function showTimeline(events) {
  const key = JSON.stringify(events);
  if (key === shown) {
    return;
  }
  shown = key;
  byId("timeline-empty").hidden = events.length > 0;
  byId("timeline").hidden = events.length === 0;
  byId("timeline").replaceChildren(...events.map(row));
}

function row(event) {
  const at = new Date(event.at);
  return make("li", {
    data: { type: event.type },
    children: [
      make("time", { datetime: event.at, text: clock.format(at) }),
      make("p", { children: sentence(event) }),
    ],
  });
}

function sentence(event) {
  const times = event.count > 1 ? [make("span", { class: "times", text: `${event.count} times` })] : [];
  switch (event.type) {
    case "FAILED_OVER":
      return [name(event.from), arrow("to"), name(event.to), " ", code(event.reason), ...times];
    case "STATE_CHANGED":
      return [name(event.provider), " ", code(event.from), arrow("to"), code(event.to)];
    case "CREDENTIAL_REJECTED":
      return [name(event.provider), " rejects our key", ...(event.reason ? [" ", code(event.reason)] : []), ...times];
    case "ALL_UNAVAILABLE":
      return [`Nobody in chain ${event.chain} takes calls`, ...times];
    case "OPERATOR_ACTION":
      return [who(event), code(event.action), " ", name(event.provider)];
    case "OPERATOR_REFUSED":
      return [who(event), "may not ", code(event.action ?? "act on"), " ", name(event.provider), `: ${event.reason}`];
    case "DRILL_ENDED":
      return ["Drill: ", code(event.reason)];
    default:
      return [...(event.provider ? [name(event.provider), " "] : []), code(event.type), ...times];
  }
}

const who = (event) => `${event.by ?? "An operator"}: `;

const arrow = (word) =>
  make("span", {
    class: "arrow",
    children: [make("span", { "aria-hidden": "true", text: " → " }), make("span", { class: "hidden", text: word })],
  });

const name = (provider) => make("b", { class: "name", data: { colour: colourOf(provider) }, text: provider });

const code = (word) => make("span", { class: "code", text: String(word).replaceAll("_", " ").toLowerCase() });
