// The review page: which finding is the current one, and the way between a finding and its place in the text.
const desk = document.getElementById("desk");
let current = 0;
let wanted = ""; // words to select in the editor once it has its text

const cards = () => [...desk.querySelectorAll(".finding")];
const openCards = () => cards().filter((card) => card.dataset.open === "yes");
const marksOf = (number) => [...desk.querySelectorAll("mark[data-findings]")].filter((mark) => mark.dataset.findings.split(" ").includes(String(number)));
const tab = (name) => document.getElementById(`tab-${name}`);
const wide = matchMedia("(min-width: 56.01rem)");

const choose = (number, { card = false, text = false } = {}) => {
  current = number;
  for (const each of cards()) each.setAttribute("aria-current", String(Number(each.dataset.number) === number));
  for (const mark of desk.querySelectorAll("mark.on")) mark.classList.remove("on");
  const marks = marksOf(number);
  for (const mark of marks) mark.classList.add("on");
  if (card) document.getElementById(`finding-${number}`)?.scrollIntoView({ block: "nearest" });
  if (text) marks[0]?.scrollIntoView({ block: "center" });
};

const step = (by) => {
  const numbers = openCards().map((card) => Number(card.dataset.number));
  if (!numbers.length) return;
  const at = numbers.indexOf(current);
  choose(numbers[at < 0 ? 0 : (at + by + numbers.length) % numbers.length], { card: true, text: wide.matches });
};

// What a button answers: “3:accept” one finding, “all” those with an edit, “none” whatever is open. [[number, word], …]
const answersOf = (set) => {
  if (set.includes(":")) return [set.split(":")];
  const word = { all: "accept", none: "dismiss" }[set];
  return openCards().filter((card) => word && card.querySelector(`button[value$=":${word}"]`)).map((card) => [card.dataset.number, word]);
};

// “Undo all” counts from the moment it is pressed, too: no answers, and the text as it came.
const clear = () => {
  for (const card of cards()) desk.elements[`finding-${card.dataset.number}`].value = "";
  desk.elements.text.value = desk.querySelector("[data-original]").content.textContent;
  desk.dispatchEvent(new Event("input", { bubbles: true }));
};

let last = 0; // the finding that was answered last
const undo = () => desk.querySelector(`#finding-${last} button[value="${last}:"]`)?.click();
const approveSheet = () => {
  const sheet = document.getElementById("approve-sheet");
  if (!sheet || !document.getElementById("approve")) return;
  sheet.showModal();
  sheet.querySelector("[data-first]").focus();
};
const press = (answer) => desk.querySelector(`#finding-${current} button[value$=":${answer}"]`)?.click();

desk.addEventListener("click", (event) => {
  const answer = event.target.closest("button[name=set]");
  // The answer is in the form at once, so that the next request carries it even before this one returns.
  if (answer) {
    const given = answersOf(answer.value);
    if (answer.value === "reset") clear();
    for (const [number, word] of given) desk.elements[`finding-${number}`].value = word;
    if (given.length) desk.elements[`finding-${given[0][0]}`].dispatchEvent(new Event("input", { bubbles: true })); // and is kept at once, whether or not an answer comes
    if (given.length === 1) last = Number(given[0][0]);
  }

  const mark = event.target.closest("mark[data-findings]");
  if (mark && getSelection().isCollapsed) {
    event.preventDefault();
    choose(Number(event.target.closest(".ref")?.textContent || mark.dataset.findings.split(" ")[0]), { card: true });
  }
  const place = event.target.closest("[data-place]");
  if (place) {
    event.preventDefault();
    tab("piece").dispatchEvent(new Event("tab:show"));
    choose(Number(place.dataset.place), { text: true });
  }
  if (event.target.closest("[data-piece]")) tab("piece").dispatchEvent(new Event("tab:show")); // and the link leads there
  const myself = event.target.closest("[data-edit-myself]");
  if (myself) {
    event.preventDefault();
    wanted = myself.dataset.editMyself;
    tab("edit").click();
  }
});

// While accepted edits are being put into the text, nobody types into the one that is about to be replaced.
for (const [event, locked] of [["htmx:beforeRequest", true], ["htmx:afterRequest", false]]) {
  tab("edit").addEventListener(event, () => { desk.elements.text.readOnly = locked; });
}

// Whoever presses a button of a finding by keyboard goes on from there: to its undo, or to the next open finding.
let held = null;
document.addEventListener("htmx:beforeSwap", () => {
  const card = document.activeElement?.closest?.(".finding");
  held = card && { number: Number(card.dataset.number) };
});
const regain = () => {
  if (!held || document.activeElement?.closest(".finding")) return;
  const next = document.getElementById(`finding-${current || held.number}`);
  (next?.querySelector("button") ?? next)?.focus({ preventScroll: true });
  held = null;
};

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "piece") return;
  const open = openCards();
  const still = open.find((card) => Number(card.dataset.number) === current);
  const next = still || open.find((card) => Number(card.dataset.number) > current) || open[0];
  choose(next ? Number(next.dataset.number) : 0);
  const editor = desk.elements.text;
  const at = wanted ? editor.value.indexOf(wanted) : -1;
  if (at >= 0) {
    editor.focus();
    editor.setSelectionRange(at, at + wanted.length);
  }
  wanted = "";
});
document.addEventListener("htmx:afterSettle", regain);

desk.addEventListener("tab:shown", (event) => {
  if (event.target.id === "tab-edit") desk.elements.text.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, input, select, [contenteditable]");
  if ((event.metaKey || event.ctrlKey) && event.key === "Enter" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    approveSheet();
    return;
  }
  if (event.key === "Escape" && typing?.id === "text") { tab("piece").dispatchEvent(new Event("tab:show")); tab("piece").focus(); }
  if (typing || event.metaKey || event.ctrlKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = { n: () => step(1), p: () => step(-1), a: () => press("accept"), d: () => press("dismiss"), u: undo, e: () => tab("edit")?.click(), v: () => tab("piece").dispatchEvent(new Event("tab:show")), "?": () => document.getElementById("keys").showModal() }[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

choose(Number(openCards()[0]?.dataset.number || 0));
