// Applications, connectors, grants, redirect URIs and sign-in.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import Nylas from 'nylas';
import { agent, apiUri, nylas, password, refusal } from './world.mjs';

let ann;
before(async () => {
  ann = await agent('ann');
});

test('an agent is made, found, listed by address and renamed', async () => {
  assert.equal(ann.provider, 'nylas');
  assert.equal(ann.grantStatus, 'valid');
  const found = await nylas.grants.find({ grantId: ann.id });
  assert.equal(found.data.email, ann.email);
  assert.ok(found.requestId);
  const listed = await nylas.grants.list({ queryParams: { email: ann.email } });
  assert.deepEqual(
    listed.data.map((grant) => grant.id),
    [ann.id],
  );
  const renamed = await nylas.grants.update({
    grantId: ann.id,
    requestBody: { name: 'Ann the Second' },
  });
  assert.equal(renamed.data.name, 'Ann the Second');
  assert.equal((await nylas.grants.find({ grantId: ann.id })).data.email, ann.email);
});

test('a deleted grant is gone', async () => {
  const bob = await agent('bob');
  assert.ok((await nylas.grants.destroy({ grantId: bob.id })).requestId);
  assert.equal((await refusal(() => nylas.grants.find({ grantId: bob.id }))).statusCode, 404);
});

test('a bad key, a bad domain and a weak password are told with type and request id', async () => {
  const stranger = new Nylas({ apiKey: 'nyl_wrong', apiUri });
  const unknown = await refusal(() => stranger.grants.list());
  assert.equal(unknown.statusCode, 401);
  assert.ok(unknown.type);
  assert.ok(unknown.requestId);
  const domain = await refusal(() =>
    nylas.auth.customAuthentication({
      requestBody: { provider: 'nylas', settings: { email: 'x@nowhere.example' } },
    }),
  );
  assert.equal(domain.statusCode, 404);
  assert.match(domain.message, /domain/);
  const weak = await refusal(() =>
    nylas.auth.customAuthentication({
      requestBody: {
        provider: 'nylas',
        settings: { email: 'weak@agents.localhost', app_password: 'short' },
      },
    }),
  );
  assert.equal(weak.statusCode, 400);
  assert.match(weak.message, /app_password/);
});

test('the application and its connector are there', async () => {
  const application = (await nylas.applications.getDetails()).data;
  assert.ok(application.applicationId);
  const connectors = (await nylas.connectors.list({})).data;
  assert.ok(connectors.some((connector) => connector.provider === 'nylas'));
  assert.equal((await nylas.connectors.find({ provider: 'nylas' })).data.provider, 'nylas');
});

test('redirect URIs are kept', async () => {
  const uris = nylas.applications.redirectUris;
  const url = `https://app.example/callback/${randomUUID()}`;
  const made = (await uris.create({ requestBody: { url, platform: 'web' } })).data;
  assert.equal(made.url, url);
  assert.ok((await uris.list()).data.some((each) => each.id === made.id));
  assert.equal((await uris.find({ redirectUriId: made.id })).data.platform, 'web');
  const moved = await uris.update({
    redirectUriId: made.id,
    requestBody: { url: url + '/2', platform: 'web' },
  });
  assert.equal(moved.data.url, url + '/2');
  assert.ok((await uris.destroy({ redirectUriId: made.id })).requestId);
  const gone = await refusal(() => uris.find({ redirectUriId: made.id }));
  assert.equal(gone.statusCode, 404);
});

/** Signs in as a person does: opens the form, sends address and password, follows to the code. */
async function code(url, email) {
  const page = await fetch(url, { redirect: 'manual' });
  assert.equal(page.status, 200);
  const html = await page.text();
  const fields = new URLSearchParams();
  for (const [input] of html.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1] ?? '';
    if (name) {
      fields.set(name, value.replaceAll('&amp;', '&'));
    }
  }
  fields.set('email', email);
  for (const name of ['app_password', 'password']) {
    if (fields.has(name)) {
      fields.set(name, password);
    }
  }
  const action = /<form[^>]*action="([^"]*)"/.exec(html)?.[1].replaceAll('&amp;', '&') ?? url;
  const answer = await fetch(new URL(action, url), {
    method: 'POST',
    headers: { cookie: page.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ') },
    body: fields,
    redirect: 'manual',
  });
  assert.ok([302, 303].includes(answer.status), `status ${answer.status}`);
  return new URL(answer.headers.get('location'));
}

test('an agent signs in by the hosted form; its token opens its own mailbox only', async () => {
  const application = (await nylas.applications.getDetails()).data;
  const redirectUri = `https://app.example/signed-in/${randomUUID()}`;
  await nylas.applications.redirectUris.create({
    requestBody: { url: redirectUri, platform: 'web' },
  });
  const clientId = application.applicationId;
  const pkce = nylas.auth.urlForOAuth2PKCE({
    clientId,
    redirectUri,
    provider: 'nylas',
    loginHint: ann.email,
    state: 'a state',
  });
  const back = await code(pkce.url, ann.email);
  assert.equal(back.searchParams.get('state'), 'a state');
  const tokens = await nylas.auth.exchangeCodeForToken({
    clientId,
    redirectUri,
    code: back.searchParams.get('code'),
    codeVerifier: pkce.secret,
  });
  assert.equal(tokens.grantId, ann.id);
  assert.equal(tokens.email, ann.email);
  const own = new Nylas({ apiKey: tokens.accessToken, apiUri });
  assert.ok((await own.folders.list({ identifier: 'me' })).data.length >= 6);
  const bob = await agent('bob');
  const refused = await refusal(() => own.folders.list({ identifier: bob.id }));
  assert.equal(refused.statusCode, 404);
  assert.ok(
    [401, 403].includes((await refusal(() => own.webhooks.list())).statusCode),
    'an access token administers nothing',
  );
});

test('a code is used once', async () => {
  const application = (await nylas.applications.getDetails()).data;
  const redirectUri = `https://app.example/once/${randomUUID()}`;
  await nylas.applications.redirectUris.create({
    requestBody: { url: redirectUri, platform: 'web' },
  });
  const clientId = application.applicationId;
  const url = nylas.auth.urlForOAuth2({ clientId, redirectUri, provider: 'nylas' });
  const back = await code(url, ann.email);
  const exchange = () =>
    nylas.auth.exchangeCodeForToken({ clientId, redirectUri, code: back.searchParams.get('code') });
  assert.ok((await exchange()).accessToken);
  assert.equal((await refusal(exchange)).statusCode, 400);
});

test('the digest that the SDK makes of a verifier is the hex text the spec tells of', () => {
  const { secret, secretHash } = nylas.auth.urlForOAuth2PKCE({
    clientId: 'c',
    redirectUri: 'https://app.example/',
  });
  const hex = createHash('sha256').update(secret).digest('hex');
  assert.equal(secretHash, Buffer.from(hex).toString('base64').replace(/=+$/, ''));
});
