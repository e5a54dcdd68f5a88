// Saves a draft while an editor writes, and shows how it will look. Without this script the
// buttons do both.
const SAVE_WAIT = 3000; // milliseconds after the last key
const SHOW_WAIT = 900;
const KEEPALIVE_LARGEST = 60000; // bytes that a browser still sends for a page that is left

for (const form of document.querySelectorAll("form[data-draft]")) {
  const { autosave, preview, saved, notSaved, offline } = form.dataset;
  const status = form.querySelector("[data-status]");
  const shown = document.querySelector("[data-preview-shown]");
  const part = document.querySelector("[data-preview-part]");
  let timers = [];
  let running = null;
  let leaving = false;
  let asked = 0;

  // Everything that is saved; not the version, which every save changes.
  const words = () => {
    const data = new FormData(form);
    data.delete("version");
    return new URLSearchParams(data).toString();
  };
  let sent = words();

  const say = (text, key, value) => {
    status.textContent = text.replace(key, value);
  };

  async function answer(response, typed) {
    const data = await response.json().catch(() => ({}));
    if (!response.ok) {
      say(notSaved, "{why}", data.why || response.status);
      return;
    }
    form.elements.version.value = data.version;
    const detail = Object.fromEntries(new URLSearchParams(typed));
    form.dispatchEvent(new CustomEvent("words-saved", { detail }));
    sent = typed;
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    say(saved, "{time}", time);
  }

  // One at a time: the next one needs the version that this one is given.
  async function save() {
    if (running || leaving || words() === sent) {
      return;
    }
    const typed = words();
    const body = new URLSearchParams(new FormData(form));
    const keepalive = body.toString().length < KEEPALIVE_LARGEST;
    running = fetch(autosave, { method: "POST", body, keepalive })
      .then((response) => answer(response, typed))
      .catch(() => say(notSaved, "{why}", offline));
    await running;
    running = null;
  }

  async function show() {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    const headers = { "X-Part": "preview" };
    const response = await fetch(preview, { method: "POST", body, headers }).catch(() => null);
    if (response && response.ok && !response.redirected && mine === asked) {
      part.innerHTML = await response.text();
      shown.hidden = false;
    }
  }

  form.addEventListener("input", () => {
    timers.forEach(clearTimeout);
    timers = [setTimeout(save, SAVE_WAIT), setTimeout(show, SHOW_WAIT)];
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      save();
    }
  });
  // The form goes out with the version of the last save, not with one that is being replaced.
  form.addEventListener("submit", (event) => {
    timers.forEach(clearTimeout);
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
  show();
}
