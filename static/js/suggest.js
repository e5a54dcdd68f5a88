// Suggestions under the field of a search form, as the ARIA combobox pattern has them. Loaded by
// site.js when somebody comes to the field; without it the form works as a plain one.
const WAIT = 150; // milliseconds after the last key

export function start(form) {
  const field = form.elements.q, list = form.querySelector("[role=listbox]"), told = form.querySelector("[role=status]");
  let timer, asked, chosen = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  // What was asked for is not wanted any more: the list does not change under a choice.
  const stop = () => { clearTimeout(timer); asked?.abort(); };
  const close = () => { stop(); list.hidden = true; chosen = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const choose = (place) => {
    stop();
    const all = options();
    chosen = (place + all.length) % all.length;
    all.forEach((option, each) => option.setAttribute("aria-selected", each === chosen));
    field.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const ask = async () => {
    asked?.abort();
    if (field.value.trim().length < 2) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(field.value)}`, { signal: asked.signal });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
    } catch { return; }
    const count = list.querySelector(".told");
    count.remove();
    const all = options();
    all.forEach((option, each) => { option.id = `${list.id}-${each}`; });
    told.textContent = all.length ? count.textContent : told.dataset.none;
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = !all.length;
    field.setAttribute("aria-expanded", String(all.length > 0));
  };
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) field.setAttribute(name, value);
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    else if (list.hidden || event.isComposing) return;
    else if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); options()[chosen].click(); }
  });
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  if (field.value && document.activeElement === field) ask();
}
