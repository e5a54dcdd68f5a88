// Changes one part of a page in place. A form or a link in it that leads to this page, narrowed or
// turned over, fetches the whole page as it would without this script, and its part is put here.
// Loaded by site.js when somebody comes to the part. Where anything fails, the page is opened.
const ROOT = "[data-part]";
let asked;
let shown = location.pathname + location.search;

const told = document.createElement("p");
told.className = "visually-hidden";
told.setAttribute("role", "status");
document.body.append(told);

const isHere = (url) => url.origin === location.origin && url.pathname === location.pathname;

async function fetched(url) {
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(url, { signal: asked.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || answer.redirected || !page.querySelector(ROOT)) {
    throw new Error("Another page");
  }
  return page;
}

// What depends on the address: the part, the title, and the same page in other languages.
function put(page, old) {
  const part = page.querySelector(ROOT);
  old.replaceWith(part);
  document.title = page.title;
  const languages = page.querySelectorAll("footer a[hreflang]");
  document.querySelectorAll("footer a[hreflang]").forEach((link, place) => {
    link.setAttribute("href", languages[place].getAttribute("href"));
  });
  document.dispatchEvent(new Event("part-shown"));
  return part;
}

// As a reader of the screen is told of it, and where the Tab key goes on.
function lead(part) {
  const heading = part.querySelector("h1, h2") || part;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
  told.textContent = part.dataset.told;
}

async function show(url, isNew) {
  const old = document.querySelector(ROOT);
  old.setAttribute("aria-busy", "true");
  told.textContent = "";
  try {
    const page = await fetched(url);
    if (isNew) {
      history.pushState(null, "", url);
    }
    shown = url.pathname + url.search;
    lead(put(page, old));
  } catch (error) {
    if (error.name !== "AbortError") {
      location.assign(url);
    }
  }
}

function take(event, url) {
  if (isHere(url)) {
    event.preventDefault();
    show(url, true);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(`${ROOT} a[href]`);
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (link && isPlain && !event.defaultPrevented && !link.getAttribute("href").startsWith("#")) {
    take(event, new URL(link.href));
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(`${ROOT} form[method=get]`) && !event.defaultPrevented) {
    const url = new URL(form.getAttribute("action") || "", location);
    url.search = new URLSearchParams(new FormData(form, event.submitter));
    take(event, url);
  }
});
// Back and forward; not between two places of one page.
window.addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) {
    show(new URL(location), false);
  }
});
