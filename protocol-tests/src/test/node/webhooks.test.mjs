// Webhooks: administration and what is heard.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { agent, deliver, nylas, receiver, refusal, until } from './world.mjs';

let ann;
let bob;
let hook;
let webhook;
before(async () => {
  ann = await agent('ann');
  bob = await agent('bob');
  hook = await receiver();
});
after(() => hook.close());

const heard = (type, id) =>
  until(() => {
    const envelopes = hook.events.map((event) => ({ ...event, json: read(event) }));
    return envelopes.find(({ json }) => json.type === type && (!id || json.data.object.id === id));
  });
const read = ({ body, headers }) =>
  JSON.parse(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
const signature = (secret, body) => createHmac('sha256', secret).update(body).digest('hex');

test('a webhook is made after its challenge, listed and changed', async () => {
  const made = await nylas.webhooks.create({
    requestBody: {
      triggerTypes: ['message.created', 'message.updated', 'folder.created'],
      webhookUrl: hook.url,
      description: 'first',
      notificationEmailAddresses: ['ops@example.net'],
    },
  });
  webhook = made.data;
  assert.ok(webhook.webhookSecret);
  const at = { webhookId: webhook.id };
  assert.equal((await nylas.webhooks.find(at)).data.webhookSecret, undefined);
  assert.ok((await nylas.webhooks.list()).data.some((each) => each.id === webhook.id));
  const changed = await nylas.webhooks.update({ ...at, requestBody: { description: 'second' } });
  assert.equal(changed.data.description, 'second');
  assert.deepEqual(changed.data.notificationEmailAddresses, ['ops@example.net']);
  assert.ok(Array.isArray((await nylas.webhooks.ipAddresses()).data.ipAddresses));
});

test('what happens is heard, signed', async () => {
  const { got } = await deliver(ann, bob, { subject: 'heard', body: 'x' });
  const created = await heard('message.created', got.id);
  assert.equal(created.headers['x-nylas-signature'], signature(webhook.webhookSecret, created.body));
  assert.equal(created.json.data.object.thread_id, got.threadId);
  await nylas.messages.update({
    identifier: bob.id,
    messageId: got.id,
    requestBody: { starred: true },
  });
  await heard('message.updated', got.id);
  const folder = await nylas.folders.create({ identifier: bob.id, requestBody: { name: 'news' } });
  await heard('folder.created', folder.data.id);
});

test('a new secret signs from then on; packed deliveries are signed as they are sent', async () => {
  const rotated = (await nylas.webhooks.rotateSecret({ webhookId: webhook.id })).data;
  assert.notEqual(rotated.webhookSecret, webhook.webhookSecret);
  await nylas.webhooks.update({
    webhookId: webhook.id,
    requestBody: { compressedDelivery: true },
  });
  const { got } = await deliver(ann, bob, { subject: 'packed', body: 'x' });
  const event = await heard('message.created', got.id);
  assert.equal(event.headers['content-encoding'], 'gzip');
  assert.equal(event.headers['x-nylas-signature'], signature(rotated.webhookSecret, event.body));
});

test('a receiver that does not answer the challenge is refused', async () => {
  const refused = await refusal(() =>
    nylas.webhooks.create({
      requestBody: { triggerTypes: ['message.created'], webhookUrl: 'http://127.0.0.1:9/none' },
    }),
  );
  assert.equal(refused.statusCode, 400);
});

test('a deleted webhook is gone', async () => {
  const deleted = await nylas.webhooks.destroy({ webhookId: webhook.id });
  assert.ok(deleted.requestId);
  const lost = await refusal(() => nylas.webhooks.find({ webhookId: webhook.id }));
  assert.equal(lost.statusCode, 404);
});
