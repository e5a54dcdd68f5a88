// Keeps what somebody types in this browser until the site has it in a better place. The site says
// so by a cookie (conditions/keeping.py); signing out and a day's time throw it away, too.
const PREFIX = "words:";
const SENT = "words-sent"; // of this window: the forms that are on their way
const SAVED_COOKIE = "words_saved";
const KEPT_FOR = 24 * 60 * 60 * 1000; // milliseconds
const WAIT = 300; // milliseconds after the last key
const NOT_TYPED = ["hidden", "submit", "button", "password", "file"];
const NOT_OWN = ["quote"]; // a passage of somebody else's text

// A browser may refuse to store anything.
function trying(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const read = (key) => trying(() => JSON.parse(localStorage.getItem(key)));
const write = (key, entry) => trying(() => localStorage.setItem(key, JSON.stringify(entry)));
const forget = (key) => trying(() => localStorage.removeItem(key));
const keys = () => trying(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) || [];
const sentKeys = () => trying(() => JSON.parse(sessionStorage.getItem(SENT))) || [];
const setSent = (sent) => trying(() => sessionStorage.setItem(SENT, JSON.stringify(sent)));

function forgetWhatIsSaved() {
  if (document.cookie.split("; ").includes(`${SAVED_COOKIE}=1`)) {
    sentKeys().forEach(forget);
    document.cookie = `${SAVED_COOKIE}=; path=/; max-age=0`;
  }
  setSent([]);
}

function forgetWhatIsOld() {
  for (const key of keys()) {
    if (!(Date.now() - (read(key)?.at || 0) < KEPT_FOR)) {
      forget(key);
    }
  }
}

const ticked = (field) => ["checkbox", "radio"].includes(field.type);

// The fields of a form by a name of their own: a form may have several of one name.
function fieldsOf(form) {
  const found = {};
  for (const field of form.elements) {
    if (field.name && !NOT_TYPED.includes(field.type) && !NOT_OWN.includes(field.name)) {
      const name = ticked(field) ? `${field.name}=${field.value}` : field.name;
      let number = 0;
      while (`${name} ${number}` in found) {
        number += 1;
      }
      found[`${name} ${number}`] = field;
    }
  }
  return found;
}

const valuesOf = (form, value) =>
  Object.fromEntries(Object.entries(fieldsOf(form)).map(([name, field]) => [name, value(field)]));
const now = (field) => (ticked(field) ? field.checked : field.value);

// As the site sent it, whatever the browser has filled in since.
function asSent(field) {
  if (ticked(field)) {
    return field.defaultChecked;
  }
  if (field.tagName === "SELECT") {
    const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
    return chosen ? chosen.value : "";
  }
  return field.defaultValue;
}

// Of the fields that both have: the page of a conflict shows fewer.
const same = (one, other) => Object.keys(one).every((name) => !(name in other) || one[name] === other[name]);

function put(form, values) {
  for (const [name, field] of Object.entries(fieldsOf(form))) {
    if (name in values && now(field) !== values[name]) {
      field[ticked(field) ? "checked" : "value"] = values[name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function offer(form, key, entry, isIn) {
  const template = document.querySelector("template[data-words-kept]");
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.querySelector(isIn ? "[data-are-in]" : "[data-are-kept]").hidden = false;
  const putBack = notice.querySelector("[data-put-back]");
  putBack.hidden = isIn;
  putBack.addEventListener("click", () => {
    put(form, entry.typed);
    notice.remove();
  });
  notice.querySelector("[data-throw-away]").addEventListener("click", () => {
    if (isIn) {
      put(form, valuesOf(form, asSent));
    }
    forget(key);
    notice.remove();
  });
  form.prepend(notice);
}

function keepWordsOf(form, key) {
  let timer = 0;
  let base = valuesOf(form, asSent);
  const entry = read(key);
  if (entry && !same(entry.typed, base)) {
    const isIn = same(entry.base, base);
    if (isIn) {
      put(form, entry.typed);
    }
    offer(form, key, entry, isIn);
  }
  base = entry ? { ...base, ...entry.base } : base;

  const keep = () => {
    clearTimeout(timer);
    timer = 0;
    write(key, { at: Date.now(), base, typed: valuesOf(form, now) });
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  window.addEventListener("pagehide", () => timer && keep());
  form.addEventListener("submit", () => {
    keep();
    setSent([key]);
  });
  // Saved while typing: these fields are in a better place already.
  form.addEventListener("words-saved", ({ detail }) => {
    for (const [name, value] of Object.entries(detail)) {
      base[`${name} 0`] = value;
    }
    if (same(base, valuesOf(form, now))) {
      clearTimeout(timer);
      timer = 0;
      forget(key);
    } else {
      keep();
    }
  });
}

forgetWhatIsSaved();
forgetWhatIsOld();
document.addEventListener("submit", ({ target }) => {
  if (new URL(target.getAttribute("action") || "", location).pathname.endsWith("/accounts/logout/")) {
    keys().forEach(forget);
  }
});
// Other scripts listen by then to what is filled in.
document.addEventListener("DOMContentLoaded", () => {
  const forms = [...document.querySelectorAll("form")].filter((form) => form.elements.whose);
  forms.forEach((form, place) => {
    const mine = PREFIX + form.elements.whose.value;
    keys().filter((key) => !key.startsWith(`${mine} `)).forEach(forget);
    keepWordsOf(form, `${mine} ${location.pathname} ${place}`);
  });
});
