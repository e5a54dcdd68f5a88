// Saves the words while somebody writes. Without this script the two buttons do everything.
const WAIT = 2000; // milliseconds after the last key
const KEEPALIVE_LARGEST = 60000; // bytes that a browser still sends for a page that is left

for (const form of document.querySelectorAll("form[data-share]")) {
  const { autosave, saved, notSaved, offline, count } = form.dataset;
  const text = form.elements.text;
  const status = form.querySelector("[data-status]");
  const counter = form.querySelector("[data-count-shown]");
  const crisis = document.querySelector("[data-crisis]");
  let sent = text.value;
  let timer = 0;
  let running = null;
  let leaving = false;

  const say = (words, key, value) => {
    status.textContent = words.replace(key, value);
  };

  const shownCount = () => {
    counter.hidden = false;
    counter.textContent = count.replace("{count}", [...text.value].length.toLocaleString());
  };

  async function answer(response, words) {
    const data = await response.json().catch(() => ({}));
    if (!response.ok) {
      say(notSaved, "{why}", data.why || response.status);
      return;
    }
    if (data.revision) {
      form.elements.revision.value = data.revision;
      form.elements.version.value = data.version;
      form.dispatchEvent(new CustomEvent("words-saved", { detail: { text: words } }));
    }
    if (data.in_crisis) {
      crisis.hidden = false;
    }
    sent = words;
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    say(saved, "{time}", time);
  }

  // One at a time: the next one needs the version that this one is given.
  async function save() {
    clearTimeout(timer);
    if (running || leaving || text.value === sent || !text.value.trim()) {
      return;
    }
    const words = text.value;
    const body = new URLSearchParams(new FormData(form));
    const keepalive = body.toString().length < KEEPALIVE_LARGEST;
    running = fetch(autosave, { method: "POST", body, keepalive })
      .then((response) => answer(response, words))
      .catch(() => say(notSaved, "{why}", offline));
    await running;
    running = null;
  }

  text.addEventListener("input", () => {
    shownCount();
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      save();
    }
  });
  // The form goes out with the version of the last save, not with one that is being replaced.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      running.finally(() => form.requestSubmit(event.submitter));
      return;
    }
    if (leaving) {
      event.preventDefault();
    }
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  shownCount();
}
