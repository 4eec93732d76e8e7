/* Passkeys: making one, signing in with one, and speaking of them where they are known. */

const isKnown = "PublicKeyCredential" in window && "credentials" in navigator;

/* The server speaks base64url where the browser wants bytes, and the other way round. */

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function withBytes(options) {
  const ready = { ...options, challenge: bytes(options.challenge) };
  if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    ready[list] = (options[list] ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return ready;
}

function asJson(credential) {
  const { response } = credential;
  const told = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature"]) {
    if (response[name]) told[name] = text(response[name]);
  }
  if (response.userHandle) told.userHandle = text(response.userHandle);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: told,
  });
}

/* A form that asks the device first, and is sent with its answer. */

class AskingForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.ask(event));
  }

  async ask(event) {
    event.preventDefault();
    const button = this.querySelector("[type=submit]");
    this.say("");
    button.disabled = true;
    try {
      const credential = await this.credential();
      this.form.elements.credential.value = asJson(credential);
      this.form.submit();
    } catch {
      // Closed, or nothing that fits: the reader decides what to do next.
      this.say(this.dataset.failed);
      button.disabled = false;
    }
  }

  say(words) {
    this.querySelector("[data-part=news]").textContent = words;
  }
}

class PasskeyMaker extends AskingForm {
  connectedCallback() {
    super.connectedCallback();
    if (isKnown) return;
    this.querySelector("[type=submit]").disabled = true;
    this.say(this.dataset.unknown);
  }

  credential() {
    const source = document.getElementById(this.dataset.options);
    const { publicKey } = JSON.parse(source.textContent);
    return navigator.credentials.create({ publicKey: withBytes(publicKey) });
  }
}

class PasskeySignIn extends AskingForm {
  connectedCallback() {
    super.connectedCallback();
    this.hidden = !isKnown;
  }

  async credential() {
    const answer = await fetch(this.form.action, {
      headers: { Accept: "application/json" },
      cache: "no-store",
    });
    if (!answer.ok) throw new Error("no challenge");
    const { publicKey } = (await answer.json()).request_options;
    return navigator.credentials.get({ publicKey: withBytes(publicKey) });
  }
}

class PasskeyOffer extends HTMLElement {
  connectedCallback() {
    this.hidden = !isKnown;
  }
}

customElements.define("passkey-maker", PasskeyMaker);
customElements.define("passkey-sign-in", PasskeySignIn);
customElements.define("passkey-offer", PasskeyOffer);
