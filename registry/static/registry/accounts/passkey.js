// Asks the browser for a passkey before a form is sent, and sends its answer along.

const options = JSON.parse(document.getElementById("passkey-options").textContent).publicKey;
const trouble = document.getElementById("passkey-trouble");

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

const ask = {
  create: () =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: named(options.excludeCredentials),
      },
    }),
  get: () =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: named(options.allowCredentials),
      },
    }),
};

const written = ({ id, rawId, type, response }) => {
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature"]) {
    if (response[part]) answer[part] = text(response[part]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: answer, clientExtensionResults: {} });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      form.elements.answer.value = written(await ask[form.dataset.passkey]());
      form.submit();
    } catch (error) {
      trouble.hidden = false;
      trouble.textContent =
        error.name === "InvalidStateError"
          ? "This device has a passkey for your account already."
          : "The browser did not hand over a passkey. Try again, or choose another way.";
    }
  });
}
