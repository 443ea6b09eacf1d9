// The conversation: one question at a time, its answer as it comes, each part with the name of who wrote it.

import { announce, byId, make } from "./dom.js";
import { colourOf } from "./colours.js";
import { events } from "./sse.js";

// What a conversation may weigh on the wire; the application reads up to 256 KB.
const HEAVIEST = 200_000;

// The second click of a double click is none on "Stop", which the button has become.
const DOUBLE_CLICK_MS = 500;

const history = [];
let abort = null;
let sentAt = 0;

// Whoever looks at the chain wants to hear when something may have changed there.
export function startChat({ onChange }) {
  const form = byId("ask");
  const question = byId("question");
  const change = () => onChange();

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (abort) {
      if (performance.now() - sentAt > DOUBLE_CLICK_MS) {
        abort.abort();
      }
      return;
    }
    const text = question.value.trim();
    if (text) {
      question.value = "";
      grow(question);
      ask(text, change);
    }
  });
  question.addEventListener("input", () => grow(question));
  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      // While an answer comes, the button says "Stop": a second Enter in a hurry must not do that.
      if (!abort) {
        form.requestSubmit();
      }
    } else if (event.key === "Escape" && abort) {
      abort.abort();
    }
  });
}

export function suggest(questions) {
  byId("suggestions").replaceChildren(
    ...questions.map((text) =>
      make("button", {
        type: "button",
        text,
        on: {
          click: () => {
            byId("question").value = text;
            grow(byId("question"));
            byId("question").focus();
          },
        },
      }),
    ),
  );
  byId("suggestions").hidden = questions.length === 0;
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

async function ask(text, onChange) {
  abort = new AbortController();
  sentAt = performance.now();
  const stopped = abort.signal;
  busy(true);
  history.push({ role: "user", text });
  byId("empty").hidden = true;
  append(make("article", { class: "user", "aria-label": "You", children: [make("p", { text })] }));
  const answer = new Answer();
  append(answer.element);
  announce("Answering");
  try {
    const response = await fetch("chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ messages: lightEnough() }),
      signal: stopped,
    });
    if (!response.ok) {
      answer.failed(await problemOf(response));
    } else {
      for await (const event of events(response)) {
        answer.take(event.name, JSON.parse(event.data));
        if (event.name === "provider" || event.name === "restart") {
          onChange();
        }
      }
      answer.ended();
    }
  } catch (error) {
    if (stopped.aborted) {
      answer.stopped();
    } else {
      answer.failed({ title: "The connection to the application broke" });
    }
  } finally {
    if (answer.text) {
      history.push({ role: "assistant", text: answer.text });
    } else {
      history.pop();
    }
    abort = null;
    busy(false);
    onChange();
  }
}

// The last messages that fit, and always the question.
function lightEnough() {
  const encoder = new TextEncoder();
  const weight = (message) => encoder.encode(JSON.stringify(message)).length;
  let first = history.length - 1;
  let total = weight(history[first]);
  while (first > 0 && total + weight(history[first - 1]) < HEAVIEST) {
    total += weight(history[--first]);
  }
  return history.slice(first);
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { title: `The application answered with status ${response.status}` };
  }
}

function busy(is) {
  const send = byId("send");
  send.textContent = is ? "Stop" : "Send";
  send.classList.toggle("stop", is);
  byId("question").required = !is;
}

// Follows the answer only where the reader is at its end: who has scrolled up is reading.
function atEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 40;
}

function append(element) {
  byId("log").append(element);
  byId("log").scrollTop = byId("log").scrollHeight;
}

class Answer {
  text = "";
  #writer = null;
  #writers = [];
  #node = null;
  #waiting = "";
  #frame = 0;
  #over = false;
  #since = performance.now();

  constructor() {
    this.parts = make("div", { class: "parts" });
    this.note = make("p", { class: "note" });
    this.element = make("article", {
      class: "answer",
      "aria-label": "Answer",
      "aria-busy": "true",
      children: [this.parts, this.note],
    });
    this.note.textContent = "waiting for the first token";
  }

  take(name, data) {
    if (name === "token") {
      this.#add(data.text);
    } else if (name === "provider") {
      this.#writtenBy(data.provider);
    } else if (name === "restart") {
      this.#restart();
    } else if (name === "done") {
      this.#done(data);
    } else if (name === "error") {
      this.failed(data);
    }
  }

  #writtenBy(provider) {
    this.#flush();
    const goesOn = this.#writer !== null;
    this.#writer = provider;
    this.#writers.push(provider);
    this.note.textContent = "";
    this.#node = document.createTextNode("");
    this.parts.append(
      make("span", {
        class: "part",
        data: { provider, colour: colourOf(provider) },
        children: [
          make("span", {
            class: "writer",
            children: [
              ...(goesOn ? [make("span", { class: "hidden", text: "From here on by " })] : []),
              provider,
              make("span", { class: "hidden", text: ": " }),
            ],
          }),
          this.#node,
        ],
      }),
    );
    if (goesOn) {
      announce(`${provider} carries on`);
    }
  }

  #add(text) {
    if (!this.#node) {
      this.#writtenBy("unknown");
    }
    this.text += text;
    this.#waiting += text;
    // A frame at a time: a fast provider sends hundreds of pieces in one.
    this.#frame ||= requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#waiting) {
      const log = byId("log");
      const follow = atEnd(log);
      this.#node.appendData(this.#waiting);
      this.#waiting = "";
      if (follow) {
        log.scrollTop = log.scrollHeight;
      }
    }
  }

  #restart() {
    this.#flush();
    const stale = make("del", { class: "void", children: [...this.parts.childNodes] });
    stale.prepend(make("span", { class: "hidden", text: "Void: " }));
    this.parts.append(stale, make("p", { class: "restart", text: "answered anew" }));
    this.text = "";
    this.#writer = null;
    this.#writers = [];
    this.#node = null;
    announce("What was written is void. Another provider answers anew");
  }

  #done(reply) {
    this.#end();
    const seconds = ((performance.now() - this.#since) / 1000).toFixed(1);
    this.#says([reply.model, `${seconds} s`, reply.attempts.length > 1 ? reply.attempts.join(" → ") : null]);
    announce(`Answer complete, written by ${[...new Set(this.#writers)].join(" and ")}`);
  }

  failed(problem) {
    this.#end();
    this.#says([]);
    const attempts = problem.attempts?.length ? problem.attempts.join(" → ") : problem.detail;
    this.element.append(
      make("div", {
        class: "error",
        children: [
          make("p", { class: "error-title", text: problem.title || "The answer broke off" }),
          ...(attempts ? [make("p", { text: attempts })] : []),
          ...(this.text ? [make("p", { text: "What is above is incomplete." })] : []),
        ],
      }),
    );
    byId("log").scrollTop = byId("log").scrollHeight;
    announce(`Error: ${problem.title || "the answer broke off"}`);
  }

  stopped() {
    this.#end();
    this.#says(["stopped by you"]);
    announce("Stopped");
  }

  // A stream that just ends has not said that it is whole.
  ended() {
    if (!this.#over) {
      this.failed({ title: "The answer broke off without a word" });
    }
  }

  #end() {
    this.#flush();
    this.#over = true;
    this.element.removeAttribute("aria-busy");
  }

  #says(facts) {
    const log = byId("log");
    const follow = atEnd(log);
    this.note.textContent = facts.filter(Boolean).join(" · ");
    if (follow) {
      log.scrollTop = log.scrollHeight;
    }
  }
}
