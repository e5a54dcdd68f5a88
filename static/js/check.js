// Checks a review in the reader's browser. No request is made, so that it works on a saved copy of
// the page as well. docs/verify.md describes the formats; verify_review.py has the same rules.
(() => {
  const section = document.querySelector("[data-check]");
  const source = document.getElementById("review-proof");
  if (!section || !source) return;
  const ES256 = -7, EDDSA = -8, RS256 = -257;
  const USER_PRESENT = 1, USER_VERIFIED = 4, NOTE_ED25519 = 1, AUTHENTICATOR_DATA_MIN = 37;
  const SITE_SIGNATURE = "diseasemaps/site-signature/v1\n";

  // Something does not fit; something that this browser cannot do.
  class Wrong extends Error {}
  class Undone extends Error {}

  // --- Bytes ---

  const utf8 = (text) => new TextEncoder().encode(text);
  const fromBase64 = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const fromBase64url = (text) => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  const toBase64url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const toHex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  const equal = (one, other) => one.length === other.length && one.every((each, place) => each === other[place]);
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hashOf = async (text) => toHex(await sha256(utf8(text)));

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let place = 0;
    for (const part of parts) {
      whole.set(part, place);
      place += part.length;
    }
    return whole;
  }

  // Keys sorted, no white space.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${fields.join(",")}}`;
  }

  function must(holds) {
    if (!holds) throw new Wrong();
  }

  // --- Signatures ---

  // ECDSA: DER of two integers, as authenticators give it, to 64 bytes, as WebCrypto takes it.
  function rawSignature(der) {
    must(der[0] === 0x30 && der[1] === der.length - 2);
    const numbers = [];
    let place = 2;
    while (place < der.length) {
      const length = der[place + 1];
      must(der[place] === 0x02 && length > 0 && place + 2 + length <= der.length);
      let number = der.slice(place + 2, place + 2 + length);
      while (number.length > 1 && number[0] === 0) number = number.slice(1);
      must(number.length <= 32);
      numbers.push(joined(new Uint8Array(32 - number.length), number));
      place += 2 + length;
    }
    must(numbers.length === 2);
    return joined(...numbers);
  }

  async function imported(format, key, algorithm) {
    try {
      return await crypto.subtle.importKey(format, key, algorithm, false, ["verify"]);
    } catch (error) {
      throw error.name === "NotSupportedError" ? new Undone() : new Wrong();
    }
  }

  async function checkSignature(message, signature, spki, algorithm) {
    const kinds = {
      [ES256]: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
      [EDDSA]: { name: "Ed25519" },
      [RS256]: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    };
    const kind = kinds[algorithm];
    must(kind);
    const key = await imported("spki", spki, kind);
    if (algorithm === RS256) must(key.algorithm.modulusLength >= 2048);
    const given = algorithm === ES256 ? rawSignature(signature) : signature;
    must(await crypto.subtle.verify(kind, key, given, message));
  }

  async function checkEd25519(message, signature, raw) {
    const key = await imported("raw", raw, { name: "Ed25519" });
    must(await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message));
  }

  // By https, or by http on this machine; at the site's domain or below it.
  function belongs(origin, site) {
    const { protocol, hostname } = new URL(origin);
    const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
    must(protocol === "https:" || (protocol === "http:" && isLocal));
    must(site && (hostname === site || hostname.endsWith(`.${site}`)));
  }

  async function checkAssertion(statement, assertion, key) {
    const data = fromBase64url(assertion.authenticator_data);
    const clientData = fromBase64url(assertion.client_data);
    const said = JSON.parse(new TextDecoder().decode(clientData));
    must(said.type === "webauthn.get" && (said.crossOrigin ?? false) === false);
    must(said.challenge === toBase64url(await sha256(utf8(statement))));
    must(said.origin === assertion.origin);
    belongs(assertion.origin, assertion.rp_id);
    must(data.length >= AUTHENTICATOR_DATA_MIN);
    must(equal(data.slice(0, 32), await sha256(utf8(assertion.rp_id))));
    must(data[32] & USER_PRESENT && data[32] & USER_VERIFIED);
    const message = joined(data, await sha256(clientData));
    const spki = fromBase64url(key.public_key);
    must(toHex(await sha256(spki)) === key.fingerprint);
    await checkSignature(message, fromBase64url(assertion.signature), spki, key.algorithm);
  }

  async function checkSite(statement, assertion, vkeys) {
    must(assertion.type === "site" && vkeys.includes(assertion.key));
    const { raw } = await readVkey(assertion.key);
    const message = joined(utf8(SITE_SIGNATURE), await sha256(utf8(statement)));
    await checkEd25519(message, fromBase64url(assertion.signature), raw);
  }

  // Of a review or of a confirmation: "ok" by a reviewer's key, "site" by the site's.
  async function checkSigned({ statement, assertion, key }, vkeys) {
    if (assertion.type !== "webauthn") {
      await checkSite(statement, assertion, vkeys);
      return "site";
    }
    must(key);
    await checkAssertion(statement, assertion, key);
    return "ok";
  }

  // --- The log ---

  async function readVkey(vkey) {
    const name = vkey.split("+", 1)[0];
    const [number, encoded] = [vkey.split("+")[1], vkey.split("+").slice(2).join("+")];
    const typed = fromBase64(encoded);
    must(typed[0] === NOTE_ED25519 && typed.length === 33);
    const id = (await sha256(joined(utf8(`${name}\n`), typed))).slice(0, 4);
    must(toHex(id) === number);
    return { name, id, raw: typed.slice(1) };
  }

  function readCheckpoint(note) {
    const gap = note.indexOf("\n\n");
    const lines = note.slice(0, gap).split("\n");
    must(gap > 0 && lines.length === 3 && /^(0|[1-9]\d*)$/.test(lines[1]));
    const root = fromBase64(lines[2]);
    must(root.length === 32);
    const text = note.slice(0, gap + 1);
    return { origin: lines[0], size: Number(lines[1]), root, text, signatures: note.slice(gap + 2).split("\n") };
  }

  async function checkCheckpoint(note, vkeys) {
    const head = readCheckpoint(note);
    for (const vkey of vkeys) {
      const { name, id, raw } = await readVkey(vkey);
      if (name !== head.origin) continue;
      for (const line of head.signatures) {
        if (!line.startsWith(`— ${name} `)) continue;
        const signed = fromBase64(line.slice(name.length + 3));
        if (!equal(signed.slice(0, 4), id)) continue;
        await checkEd25519(utf8(head.text), signed.slice(4), raw);
        return;
      }
    }
    throw new Wrong();
  }

  const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

  // RFC 9162, section 2.1.3.2. Halved by division: shifts would cut numbers to 32 bits.
  async function checkInclusion(line, number, path, { size, root }) {
    must(Number.isSafeInteger(number) && number >= 0 && number < size);
    let found = await sha256(joined(Uint8Array.of(0), utf8(line)));
    let place = number;
    let last = size - 1;
    const up = () => {
      place = Math.floor(place / 2);
      last = Math.floor(last / 2);
    };
    for (const each of path.map(fromBase64)) {
      must(last > 0);
      if (place % 2 === 1 || place === last) {
        found = await nodeHash(each, found);
        while (place && place % 2 === 0) up();
      } else {
        found = await nodeHash(found, each);
      }
      up();
    }
    must(last === 0 && equal(found, root));
  }

  // --- Names ---

  // As the site compares names: without case, accents, white space, hyphens and apostrophes.
  function folded(name) {
    const apart = "[\\s\\-\\u00ad\\u2010-\\u2014\\u2212\\ufe63\\uff0d]+";
    return name
      .normalize("NFD")
      .toLowerCase()
      .replaceAll("ß", "ss")
      .replaceAll("ς", "σ")
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/['’‘ʼʹ′`´‛＇]/g, "")
      .replace(new RegExp(`(?<=\\d)${apart}(?=\\d)`, "g"), "\0")
      .replace(new RegExp(apart, "g"), "")
      .normalize("NFC");
  }

  const namesHash = (names) =>
    hashOf(canonical({ name: folded(names.name), question: folded(names.title) }));

  // --- The steps, each under the name that it has in the page; they give the sentence to show ---

  function read(proof) {
    const said = JSON.parse(proof.statement);
    const entries = proof.entries.map((each) => ({ ...JSON.parse(each.line), ...each }));
    const signed = entries.find((each) => each.kind === "signed" && each.review === said.review);
    must(signed);
    return { proof, said, entries, signed, later: entries.filter((each) => each.number > signed.number) };
  }

  const steps = {
    async statement({ proof, said, signed }) {
      must(said.version === 1 && said.kind === "review" && said.review === section.dataset.check);
      must(canonical(said) === proof.statement);
      must((await hashOf(proof.statement)) === signed.statement);
      must((await hashOf(canonical(said.text))) === signed.text);
      return "ok";
    },

    async signature({ proof, signed }) {
      const found = await checkSigned(proof, proof.vkeys);
      must((await hashOf(canonical(proof.assertion))) === signed.signature);
      return found;
    },

    async key({ proof, said, signed, entries }) {
      must(signed.reviewer === said.reviewer.id);
      if (proof.assertion.type !== "webauthn") {
        must(signed.key === "" && !proof.key);
        return "site";
      }
      must(signed.key === proof.key.fingerprint);
      const added = entries.find((each) => each.kind === "key_added" && each.key === signed.key);
      must(added && added.number < signed.number && added.reviewer === said.reviewer.id);
      must(added.public_key === proof.key.public_key && added.algorithm === proof.key.algorithm);
      must(added.rp_id === proof.assertion.rp_id);
      return "ok";
    },

    async inclusion({ proof, entries }) {
      const head = readCheckpoint(proof.checkpoint);
      for (const each of entries) {
        must(JSON.parse(each.line).number === each.number);
        await checkInclusion(each.line, each.number, each.proof, head);
      }
      return "ok";
    },

    async checkpoint({ proof }) {
      await checkCheckpoint(proof.checkpoint, proof.vkeys);
      return "ok";
    },

    async later({ said, signed, later }) {
      for (const each of later) {
        if (each.kind === "withdrawn" && each.review === said.review) return "withdrawn";
        if (each.kind === "suspended" && each.reviews.includes(said.review)) return "suspended";
        const isStolen = each.kind === "key_revoked" && each.key === signed.key && each.why === "stolen";
        if (isStolen && each.since <= said.signed_at) return "suspended";
      }
      return "ok";
    },

    async text({ proof, signed, later, said }) {
      if (!proof.present) return "replaced";
      let text = signed.text;
      for (const each of later) {
        if (each.kind === "wording_changed" && each.review === said.review && each.from === text) text = each.to;
      }
      must((await hashOf(canonical(proof.present.text))) === text);
      return text === signed.text ? "ok" : "worded";
    },

    async names({ proof, signed, later, said }) {
      if (!proof.present) return "replaced";
      let names = signed.names;
      must((await namesHash({ name: said.condition.name, title: said.question.title })) === names);
      for (const each of later.filter(({ kind }) => kind === "confirmed")) {
        const item = each.items.find(([review]) => review === said.review);
        if (!item) continue;
        await checkConfirmed(proof, each, item);
        names = item[1];
      }
      if ((await namesHash(proof.present)) !== names) return "renamed";
      if (names !== signed.names) return "confirmed";
      const isSame = proof.present.name === said.condition.name && proof.present.title === said.question.title;
      return isSame ? "ok" : "spelt";
    },
  };

  async function checkConfirmed(proof, entry, [review, names]) {
    for (const each of proof.confirmations) {
      if ((await hashOf(each.statement)) !== entry.statement) continue;
      await checkSigned(each, proof.vkeys);
      const topic = JSON.parse(each.statement).topics.find((named) => named.review === review);
      must(topic && (await namesHash(topic.new)) === names);
      return;
    }
    throw new Wrong();
  }

  // --- The page ---

  function say(place, name) {
    place.setAttribute("data-state", name);
    for (const each of place.querySelectorAll("[data-when]")) {
      each.hidden = !each.dataset.when.split(" ").includes(name);
    }
  }

  async function stateOf(step, found) {
    // Not over http, and not in old browsers.
    if (!globalThis.crypto?.subtle) return "undone";
    try {
      return await step(found);
    } catch (error) {
      return error instanceof Undone ? "undone" : "wrong";
    }
  }

  function resultOf(states) {
    if (states.includes("wrong")) return "wrong";
    if (states.includes("withdrawn") || states.includes("suspended")) return "taken";
    if (states.includes("undone")) return "undone";
    return states.includes("site") ? "site" : "ok";
  }

  async function check() {
    const result = section.querySelector("[data-check-result]");
    let found = null;
    try {
      found = read(JSON.parse(source.textContent));
    } catch {
      say(result, "unread");
      return;
    }
    const states = [];
    for (const place of section.querySelectorAll("[data-step]")) {
      const state = await stateOf(steps[place.dataset.step], found);
      place.hidden = false;
      say(place, state);
      states.push(state);
    }
    const shown = section.querySelector("[data-check-signed]");
    shown.querySelector("pre").textContent = JSON.stringify(found.said, null, 2);
    shown.hidden = false;
    say(result, resultOf(states));
    result.focus();
  }

  const button = section.querySelector("[data-check-start]");
  button.hidden = false;
  button.addEventListener("click", check);
})();
