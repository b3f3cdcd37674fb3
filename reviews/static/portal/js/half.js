// What is half written under a piece stays when its comments are set anew: a colleague wrote one, another was resolved, or
// the one that was sent is refused. Only what was sent and taken is gone from its box.
let held = [];
let about = null; // the words that a new comment is on

const sentBox = ({ verb, parameters }) => {
  if (verb !== "post") return "";
  const [number, word] = (parameters.do ?? "").split(":");
  return word ? `${word}-${number}` : "comment";
};
const ours = (event) => event.detail.target?.id === "comments";

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!ours(event)) return;
  const taken = event.detail.xhr.status < 400 ? sentBox(event.detail.requestConfig) : "";
  held = [...document.querySelectorAll("#comments textarea")]
    .filter((box) => box.id !== taken && box.value !== box.defaultValue)
    .map((box) => [box.id, box.value]);
  const { quote, turn } = document.getElementById("comment-form").elements;
  about = quote?.value && taken !== "comment" ? { quote: quote.value, turn: turn.value } : null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!ours(event)) return;
  for (const [id, words] of held) {
    const box = document.getElementById(id);
    if (!box) continue; // its comment was taken back meanwhile
    box.value = words;
    const fold = box.closest("details");
    if (fold) fold.open = true;
  }
  const { quote, turn } = document.getElementById("comment-form").elements;
  if (!about || !quote) return;
  quote.value = about.quote;
  turn.value = about.turn;
  const said = document.getElementById("comment-about");
  said.hidden = false;
  said.querySelector("[data-about]").textContent = `“${about.quote}”`;
});
