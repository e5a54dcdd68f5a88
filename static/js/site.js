// What a page can do only with a script is hidden until this has run.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// What changes a part of a page in place comes when somebody comes to that part.
for (const part of document.querySelectorAll("[data-part]")) {
  for (const coming of ["pointerover", "focusin"]) part.addEventListener(coming, () => import(part.dataset.part), { once: true });
}
// The script of the search comes when somebody comes to its field.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  form.elements.q.addEventListener("focus", async () => (await import(form.dataset.script)).start(form), { once: true });
}
