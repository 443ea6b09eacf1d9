// Server-sent events out of a fetch, which can post and be aborted, as EventSource cannot.

// Returns a function that takes pieces of text, cut anywhere, and gives the events that have become whole.
export function parser() {
  let rest = "";
  let name = "";
  let data = [];
  let afterReturn = false;
  return (piece) => {
    const events = [];
    if (afterReturn && piece.startsWith("\n")) {
      piece = piece.slice(1);
    }
    if (piece !== "") {
      afterReturn = piece.endsWith("\r");
    }
    const lines = (rest + piece).split(/\r\n|\n|\r/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) {
          events.push({ name: name || "message", data: data.join("\n") });
        }
        name = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") {
        name = value;
      } else if (field === "data") {
        data.push(value);
      }
    }
    return events;
  };
}

export async function* events(response) {
  const parse = parser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    yield* parse(value);
  }
}
