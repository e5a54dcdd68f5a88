// Keys for the moderators' pages. Each presses a button that is on the page; without this script
// the buttons do the same. Off while somebody types, and for whoever switched them off.
const STORED = "moderation-keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const bar = document.querySelector("[data-keys-bar]");
const dialog = document.querySelector("[data-keys-dialog]");
const toggle = document.querySelector("[data-keys-toggle]");

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // Then it holds for this page.
  }
}

let isOn = stored() !== "off";

function show() {
  document.documentElement.toggleAttribute("data-keys-on", isOn);
  if (toggle) {
    toggle.textContent = isOn ? toggle.dataset.off : toggle.dataset.on;
  }
}

if (bar) {
  bar.hidden = false;
}
if (toggle) {
  toggle.addEventListener("click", () => {
    isOn = !isOn;
    store(isOn ? "on" : "off");
    show();
  });
}
if (dialog) {
  document.querySelector("[data-keys-open]").addEventListener("click", () => dialog.showModal());
  document.querySelector("[data-keys-close]").addEventListener("click", () => dialog.close());
}
show();

// Rows of the list: the key moves the focus, Enter then takes the row's case.
const rows = [...document.querySelectorAll("[data-row]")];

function step(by) {
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = current < 0 ? (by > 0 ? 0 : rows.length - 1) : current + by;
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  (row.querySelector("[data-row-action]") || row.querySelector("a")).focus();
  row.scrollIntoView({ block: "nearest" });
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}

// A button that needs a field which is empty leads there instead.
function missing(button) {
  return (button.dataset.needs || "")
    .split(" ")
    .filter(Boolean)
    .map((name) => document.getElementById(`id_${name}`))
    .find((field) => field && !field.value.trim());
}

// Set once the page is being left, so that a key pressed twice decides once.
let isLeaving = false;
window.addEventListener("pageshow", () => {
  isLeaving = false;
});
document.addEventListener("submit", () => {
  isLeaving = true;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches(TYPING)) {
    event.target.blur();
    return;
  }
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  if (!isOn || !isPlain || isLeaving || event.repeat || event.target.matches(TYPING)) {
    return;
  }
  if (document.querySelector("dialog[open]")) {
    return;
  }
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!button) {
    return;
  }
  event.preventDefault();
  const field = missing(button);
  if (field) {
    field.focus();
  } else {
    button.click();
  }
});

// Choosing a reason fills in its words where nobody has typed others; where they have, the
// button adds them, by way of the server.
const reason = document.getElementById("id_reason");
const message = document.getElementById("id_message");
if (reason && message) {
  const words = () => reason.selectedOptions[0]?.dataset.words || "";
  const wordsButton = document.querySelector("[data-words-button]");
  let filled = "";
  const showButton = () => {
    if (wordsButton) {
      wordsButton.hidden = !words() || message.value.includes(words());
    }
  };
  reason.addEventListener("change", () => {
    if (!message.value.trim() || message.value === filled) {
      message.value = filled = words();
    }
    showButton();
  });
  message.addEventListener("input", showButton);
  showButton();
}
