// Saves the words while somebody writes: a member's experience, whose form names its data-field, or
// an editor's whole draft. Without this script the buttons do everything.
const KEEPALIVE_LARGEST = 60000; // bytes that a browser still sends for a page that is left
const SHOW_WAIT = 900; // milliseconds after the last key

function saveWhileTyping(form) {
  const { autosave, wait, saved, notSaved, offline } = form.dataset;
  const field = form.elements[form.dataset.field];
  const status = form.querySelector("[data-status]");
  const crisis = document.querySelector("[data-crisis]");
  let timer = 0;
  let running = null;
  let leaving = false;

  // Everything that is saved; not the version, which every save changes.
  const words = () => {
    const data = field ? { [field.name]: field.value } : new FormData(form);
    if (!field) {
      data.delete("version");
    }
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
    if (data.revision) {
      form.elements.revision.value = data.revision;
    }
    // None where nothing can be saved yet, which is still read for a crisis.
    if (data.version) {
      form.elements.version.value = data.version;
      const detail = Object.fromEntries(new URLSearchParams(typed));
      form.dispatchEvent(new CustomEvent("words-saved", { detail }));
    }
    if (data.in_crisis) {
      crisis.hidden = false;
    }
    sent = typed;
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    say(saved, "{time}", time);
  }

  // One at a time: the next one needs the version that this one is given.
  async function save() {
    clearTimeout(timer);
    if (running || leaving || words() === sent || (field && !field.value.trim())) {
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

  (field || form).addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, Number(wait));
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
}

function countCharacters(form) {
  const field = form.elements[form.dataset.field];
  const counter = form.querySelector("[data-count-shown]");
  const count = () => {
    counter.hidden = false;
    const length = [...field.value].length.toLocaleString();
    counter.textContent = form.dataset.count.replace("{count}", length);
  };
  field.addEventListener("input", count);
  count();
}

// How the draft will look.
function showPreview(form) {
  const shown = document.querySelector("[data-preview-shown]");
  const part = document.querySelector("[data-preview-part]");
  let timer = 0;
  let asked = 0;

  async function show() {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    const headers = { "X-Part": "preview" };
    const response = await fetch(form.dataset.preview, { method: "POST", body, headers }).catch(() => null);
    if (response && response.ok && !response.redirected && mine === asked) {
      part.innerHTML = await response.text();
      shown.hidden = false;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, SHOW_WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  show();
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  saveWhileTyping(form);
  if (form.dataset.count) {
    countCharacters(form);
  }
  if (form.dataset.preview) {
    showPreview(form);
  }
}
