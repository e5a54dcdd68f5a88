// What a page can do only with a script is hidden until this has run.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// The script of the search comes when somebody comes to its field.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  form.elements.q.addEventListener("focus", async () => (await import(form.dataset.script)).start(form), { once: true });
}
