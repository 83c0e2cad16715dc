// Ask whether something may be injected. Node 18 or newer, or any browser's fetch; nothing to install.
//
//     node examples/check.mjs FR intradermal procaine "Acide tranexamique"
//
// MESOFORMULARY is the address of the server (http://127.0.0.1:8000 if not set).

const server = process.env.MESOFORMULARY ?? "http://127.0.0.1:8000";

/** The answer of `POST /api/v1/checks`. Throws what is wrong with the question. */
async function check(jurisdiction, route, ingredients) {
  const lines = ingredients.map((ingredient) => ({ ingredient }));
  for (;;) {
    const answer = await fetch(`${server}/api/v1/checks`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ jurisdiction, route, lines }),
    });
    if (answer.status === 429) {
      const seconds = Number(answer.headers.get("Retry-After") ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      continue;
    }
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail); // a problem document (RFC 9457)
    return body;
  }
}

const [jurisdiction, route, ...ingredients] = process.argv.slice(2);
try {
  const { answer, lines } = await check(jurisdiction, route, ingredients);
  console.log(answer); // yes, conditional, unknown or no: only yes means yes
  for (const line of lines) console.log(`- ${line.reason}`);
} catch (wrong) {
  console.error(wrong.message);
  process.exitCode = 1;
}
