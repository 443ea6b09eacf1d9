// Puts the page together: what the application can do, what the endpoint says each second, and the conversation.

import { announce, byId, setData, setText } from "./dom.js";
import { showChain } from "./chain.js";
import { startChat, suggest } from "./chat.js";
import { poll } from "./poll.js";
import { showTimeline } from "./timeline.js";

const ENDPOINT = "actuator/llmfailover";

const doors = {};
let known = false;
let state = null;

const askNow = poll(ENDPOINT, { onAnswer: shown, onFailure: lost });

startChat({ onChange: askNow });

// The reasons and countdowns change between two answers, too.
setInterval(() => state && !document.hidden && showChain(state, doors), 1000);

async function shown(answer) {
  state = answer;
  if (byId("link").dataset.link === "lost") {
    announce("Connected again");
    // It may be another application than before: after a restart, with keys perhaps.
    known = false;
  }
  setData(byId("link"), "link", "live");
  setText(byId("link"), "live");
  document.body.classList.remove("lost");
  show();
  if (!known) {
    known = true;
    await learn().catch(() => (known = false));
    show();
  }
}

function show() {
  showChain(state, doors);
  showTimeline(state.recentEvents);
}

function lost(problem, delay) {
  if (byId("link").dataset.link !== "lost") {
    announce("No connection to the application");
  }
  setData(byId("link"), "link", "lost");
  setText(byId("link"), `no connection, asking again in ${Math.round(delay / 1000)} s`);
  document.body.classList.add("lost");
}

// What there are buttons for.
async function learn() {
  const info = await json("console/info");
  setText(
    byId("reach"),
    info.loopbackOnly
      ? `There is no sign-in: this page listens on ${info.address} only.`
      : `There is no sign-in, and this page listens on ${info.address}: whoever can reach it can use it.`,
  );
  byId("reach").classList.toggle("warning", !info.loopbackOnly);
  const provider = Object.keys(state.providers)[0];
  const allowed = await fetch(`${ENDPOINT}/${encodeURIComponent(provider)}`, { method: "OPTIONS" });
  doors.act = allowed.headers.get("Allow")?.includes("POST") ? act : undefined;
  if (!info.demo) {
    doors.ways = undefined;
    suggest([]);
    byId("pace").hidden = true;
    return;
  }
  const demo = await json("demo");
  Object.assign(doors, { ways: demo.how, broken: brokenOnes(demo.providers), break: breakDown, heal });
  suggest(["Explain failover", "say <b>only text</b>", "hello"]);
  showPace(demo.millisPerWord);
  byId("pace").hidden = false;
}

async function json(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) {
    throw new Error(`${url}: status ${response.status}`);
  }
  return response.json();
}

async function change(what, url, options) {
  setText(byId("trouble"), "");
  byId("trouble").hidden = true;
  try {
    const response = await fetch(url, { method: "POST", ...options });
    const body = await response.json();
    if (response.ok) {
      return body;
    }
    trouble(`${what} did not work: ${body.error ?? body.detail ?? `status ${response.status}`}`);
  } catch {
    trouble(`${what} did not work: the application does not answer.`);
  } finally {
    askNow();
  }
  return undefined;
}

function trouble(text) {
  byId("trouble").hidden = false;
  setText(byId("trouble"), text);
  announce(text);
}

async function breakDown(provider, how) {
  const states = await change(`To break ${provider}`, `demo/${provider}/break?how=${encodeURIComponent(how)}`);
  brokenNow(states, `${provider} is broken: ${doors.ways[how]}`);
}

async function heal(provider) {
  brokenNow(await change(`To heal ${provider}`, `demo/${provider}/heal`), `${provider} is healed`);
}

function brokenNow(states, text) {
  if (states) {
    doors.broken = brokenOnes(states);
    announce(text);
    show();
  }
}

const brokenOnes = (states) => Object.fromEntries(Object.entries(states).filter(([, how]) => how !== "healthy"));

// Operators' actions are bounded in time; what was forgotten here comes back by itself.
function act(provider, action) {
  return change(`To ${action} ${provider}`, `${ENDPOINT}/${encodeURIComponent(provider)}`, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(action === "enable" ? { action } : { action, forSeconds: 600 }),
  });
}

function showPace(millis) {
  byId("pace-range").value = millis;
  byId("pace-value").textContent = `${millis} ms`;
}

byId("pace-range").addEventListener("input", () => (byId("pace-value").textContent = `${byId("pace-range").value} ms`));
byId("pace-range").addEventListener("change", () => change("Another pace", `demo/pace?millis=${byId("pace-range").value}`));
