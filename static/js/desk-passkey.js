/* Asks the browser for a passkey when the button is pressed, and posts what it says.
   Stays unseen where the browser knows none. */

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) =>
    c.charCodeAt(0),
  );

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const keysOf = (list) => (list ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

const readOptions = ({ challenge, user, ...rest }) => ({
  ...rest,
  challenge: toBytes(challenge),
  ...(user && { user: { ...user, id: toBytes(user.id) } }),
  allowCredentials: keysOf(rest.allowCredentials),
  excludeCredentials: keysOf(rest.excludeCredentials),
});

const PARTS = [
  "attestationObject",
  "clientDataJSON",
  "authenticatorData",
  "signature",
  "userHandle",
];

const written = (credential) => {
  const response = {};
  for (const part of PARTS) {
    const value = credential.response[part];
    if (value) response[part] = toText(value);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
};

class PasskeyButton extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    this.hidden = false;
    this.querySelector("form").addEventListener("submit", this.#onSubmit);
  }

  #onSubmit = async (event) => {
    event.preventDefault();
    const form = event.target;
    const problem = this.querySelector("[data-part=problem]");
    const button = this.querySelector("button");
    problem.textContent = "";
    button.disabled = true;
    try {
      const publicKey = readOptions(await this.#ask(form));
      const credential = await navigator.credentials[this.dataset.kind]({ publicKey });
      form.elements.credential.value = written(credential);
      form.submit();
    } catch {
      problem.textContent = problem.dataset.cancelled;
    } finally {
      button.disabled = false;
    }
  };

  async #ask(form) {
    const answer = await fetch(this.dataset.ask, {
      method: "POST",
      body: new URLSearchParams({
        csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
      }),
    });
    /* The server wants the second step first: it says so on a page. */
    if (answer.redirected) location.assign(answer.url);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.json();
  }
}

customElements.define("passkey-button", PasskeyButton);
