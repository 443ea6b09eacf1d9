// Asks again and again, a second after the last answer; less and less often where nobody answers; never in a hidden tab.
//
// Asking is preferred to being told: an answer is the whole state, so nothing has to be caught up on after a break, and
// no connection is held, of which a browser has six for all its tabs.

const EVERY_MS = 1000;
const PATIENCE_MS = 5000;
const LONGEST_MS = 15000;

export function nextDelay(failures) {
  return failures === 0 ? EVERY_MS : Math.min(LONGEST_MS, EVERY_MS * 2 ** (failures - 1));
}

export function poll(url, { onAnswer, onFailure }) {
  let failures = 0;
  let timer;
  let asking = false;
  let wantedAgain = false;

  function later(delay) {
    clearTimeout(timer);
    if (!document.hidden) {
      timer = setTimeout(ask, delay);
    }
  }

  async function ask() {
    if (asking) {
      wantedAgain = true;
      return;
    }
    clearTimeout(timer);
    asking = true;
    let answer;
    let problem;
    try {
      const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!response.ok) {
        throw new Error(`status ${response.status}`);
      }
      answer = await response.json();
      failures = 0;
    } catch (error) {
      problem = error;
      failures++;
    }
    asking = false;
    const delay = wantedAgain && failures === 0 ? 0 : nextDelay(failures);
    wantedAgain = false;
    later(delay);
    if (problem) {
      onFailure(problem, delay);
    } else {
      onAnswer(answer);
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  // The machine woke up, or the network is back: no reason to wait for the rest of a long delay.
  addEventListener("online", ask);
  ask();
  return ask;
}
