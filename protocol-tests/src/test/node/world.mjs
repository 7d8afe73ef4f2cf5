// What every test here stands on: the official SDK pointed at the server under test, agents of its
// own, and a receiver for webhooks.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import Nylas from 'nylas';

export const apiUri = process.env.POSTERN_API;
export const apiKey = process.env.POSTERN_KEY;
export const nylas = new Nylas({ apiKey, apiUri });
export const password = 'Sturdy-Passw0rd-2026';

/** Makes an agent and returns its grant. */
export async function agent(name) {
  const email = `${name}-${randomUUID().slice(0, 8)}@agents.localhost`;
  const made = await nylas.auth.customAuthentication({
    requestBody: { provider: 'nylas', name, settings: { email, app_password: password } },
  });
  return made.data;
}

/** Asks again until the answer is true, for ten seconds at most. */
export async function until(question) {
  const end = Date.now() + 10_000;
  for (;;) {
    const answer = await question();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error('not within ten seconds: ' + question);
    }
    await new Promise((wake) => setTimeout(wake, 25));
  }
}

/** Sends from one agent to another and returns what was sent and what arrived. */
export async function deliver(from, to, content) {
  const sent = (
    await nylas.messages.send({
      identifier: from.id,
      requestBody: { to: [{ email: to.email, name: to.name }], ...content },
    })
  ).data;
  const got = await until(async () => {
    const page = await nylas.messages.list({
      identifier: to.id,
      queryParams: { subject: content.subject, in: ['inbox'] },
    });
    return page.data[0];
  });
  return { sent, got };
}

/** Takes a call that must fail and returns its error. */
export async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('was not refused');
}

/** Listens for webhooks on loopback; answers challenges, keeps bodies and signatures. */
export async function receiver() {
  const events = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const challenge = url.searchParams.get('challenge');
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (!challenge) {
        const body = Buffer.concat(chunks);
        events.push({ body, headers: request.headers });
      }
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(challenge ? nylas.webhooks.extractChallengeParameter(url.href) : '');
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    events,
    close: () => server.close(),
  };
}
