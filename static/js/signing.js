// Asks for the reviewer's passkey: to make one, or to sign the statement on this page. The options
// stand in #passkey-options; the answer goes into a field of the form, which is then sent.
(() => {
  const form = document.querySelector("form[data-passkey]");
  const button = form.querySelector("[data-passkey-start]");
  const options = JSON.parse(document.getElementById("passkey-options").textContent);

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (each) => String.fromCharCode(each)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  const listed = (credentials) => credentials.map((each) => ({ ...each, id: bytes(each.id) }));

  async function create() {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials || []),
    };
    const made = await navigator.credentials.create({ publicKey });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
    };
  }

  async function sign() {
    const publicKey = {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: listed(options.allowCredentials),
    };
    const { id, response } = await navigator.credentials.get({ publicKey });
    return {
      credential_id: id,
      authenticator_data: text(response.authenticatorData),
      client_data: text(response.clientDataJSON),
      signature: text(response.signature),
    };
  }

  // One sentence of those that the page holds.
  function say(name) {
    for (const each of form.querySelectorAll("[data-passkey-said]")) {
      each.hidden = each.dataset.passkeySaid !== name;
    }
  }

  const reasons = { NotAllowedError: "refused", InvalidStateError: "known", NotSupportedError: "kind" };

  async function start() {
    button.disabled = true;
    say("waiting");
    try {
      const answer = await (form.dataset.passkey === "create" ? create() : sign());
      form.elements[form.dataset.passkeyField].value = JSON.stringify(answer);
    } catch (error) {
      say(reasons[error.name] || "failed");
      button.disabled = false;
      return;
    }
    form.requestSubmit();
  }

  if (!("PublicKeyCredential" in window)) {
    say("unsupported");
    return;
  }
  say("");
  button.hidden = false;
  button.addEventListener("click", start);
})();
