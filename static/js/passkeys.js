// Shows the buttons that only a script can serve, and says so when a passkey was not used.
const supported = "PublicKeyCredential" in window;
for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !supported;
}
const unsupported = document.querySelector("[data-passkey-unsupported]");
if (unsupported) {
  unsupported.hidden = supported;
}
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-error]");
  if (notice) {
    event.preventDefault();
    notice.hidden = false;
  }
});
