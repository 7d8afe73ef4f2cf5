// Messages and threads: list, get, change, delete, send, reply, clean.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { agent, deliver, nylas, refusal, until } from './world.mjs';

let ann;
let bob;
before(async () => {
  ann = await agent('ann');
  bob = await agent('bob');
});

test('a mail arrives whole', async () => {
  const { sent, got } = await deliver(ann, bob, {
    subject: 'Größe und Ćwierć',
    body: '<p>Hello <b>Bob</b></p>',
    customHeaders: [{ name: 'X-Ticket', value: '42' }],
    metadata: { key1: 'first' },
  });
  assert.equal(sent.metadata.key1, 'first');
  assert.deepEqual(sent.folders, ['sent']);
  const found = (await nylas.messages.find({ identifier: bob.id, messageId: got.id })).data;
  assert.equal(found.subject, 'Größe und Ćwierć');
  assert.match(found.body, /Hello <b>Bob<\/b>/);
  assert.equal(found.from[0].email, ann.email);
  assert.equal(found.unread, true);
  assert.equal(found.snippet, 'Hello Bob');
  const withHeaders = await nylas.messages.find({
    identifier: bob.id,
    messageId: got.id,
    queryParams: { fields: 'include_headers' },
  });
  assert.ok(withHeaders.data.headers.some((h) => h.name === 'X-Ticket' && h.value === '42'));
  const raw = await nylas.messages.find({
    identifier: bob.id,
    messageId: got.id,
    queryParams: { fields: 'raw_mime' },
  });
  assert.match(Buffer.from(raw.data.rawMime, 'base64url').toString(), /^X-Ticket: 42\r$/m);
});

test('every filter finds what it names and nothing else', async () => {
  const { got } = await deliver(ann, bob, { subject: 'needle one', body: 'haystack' });
  const list = async (queryParams) => {
    const page = await nylas.messages.list({ identifier: bob.id, queryParams });
    return page.data.map((message) => message.id);
  };
  for (const query of [
    { subject: 'needle' },
    { from: [ann.email] },
    { to: [bob.email] },
    { anyEmail: [ann.email, 'nobody@elsewhere.example'] },
    { in: ['inbox'] },
    { unread: true },
    { starred: false },
    { hasAttachment: false },
    { threadId: got.threadId },
    { receivedAfter: got.date - 10 },
    { receivedBefore: got.date + 10 },
    { searchQueryNative: 'needle AND haystack' },
    { searchQueryNative: '"needle one" -unicorn' },
  ]) {
    assert.ok((await list(query)).includes(got.id), JSON.stringify(query));
  }
  for (const query of [
    { subject: 'need' },
    { from: [bob.email] },
    { cc: [bob.email] },
    { in: ['archive'] },
    { unread: false },
    { starred: true },
    { hasAttachment: true },
    { receivedBefore: got.date - 10 },
    { searchQueryNative: 'needle -haystack' },
  ]) {
    assert.ok(!(await list(query)).includes(got.id), JSON.stringify(query));
  }
});

test('pages hold every message once and end without a cursor', async () => {
  const carl = await agent('carl');
  for (let i = 0; i < 5; i++) {
    await deliver(ann, carl, { subject: `page${i}`, body: 'x' });
  }
  const seen = [];
  let pageToken;
  do {
    const page = await nylas.messages.list({
      identifier: carl.id,
      queryParams: { limit: 2, ...(pageToken ? { pageToken } : {}) },
    });
    seen.push(...page.data.map((message) => message.subject));
    pageToken = page.nextCursor;
  } while (pageToken);
  assert.deepEqual(seen, ['page4', 'page3', 'page2', 'page1', 'page0']);
  const all = [];
  for await (const page of nylas.messages.list({ identifier: carl.id, queryParams: { limit: 2 } })) {
    all.push(...page.data);
  }
  assert.ok(all.length >= 2);
  const one = await nylas.messages.list({
    identifier: carl.id,
    queryParams: { limit: 1, select: 'subject' },
  });
  assert.deepEqual(Object.keys(one.data[0]).sort(), ['grantId', 'id', 'object', 'subject']);
});

test('marks, folders and metadata change together and alone', async () => {
  const { got } = await deliver(ann, bob, { subject: 'marks', body: 'x' });
  const at = { identifier: bob.id, messageId: got.id };
  const changed = (
    await nylas.messages.update({
      ...at,
      requestBody: { unread: false, starred: true, folders: ['archive'], metadata: { key2: 'v' } },
    })
  ).data;
  assert.equal(changed.unread, false);
  assert.equal(changed.starred, true);
  assert.deepEqual(changed.folders, ['archive']);
  const byPair = await nylas.messages.list({
    identifier: bob.id,
    queryParams: { metadataPair: { key2: 'v' } },
  });
  assert.deepEqual(
    byPair.data.map((message) => message.id),
    [got.id],
  );
  assert.ok((await nylas.messages.destroy(at)).requestId);
  assert.deepEqual((await nylas.messages.find(at)).data.folders, ['trash']);
  await nylas.messages.destroy(at);
  assert.equal((await refusal(() => nylas.messages.find(at))).statusCode, 404);
});

test('a reply joins the thread on both sides; the thread is one object', async () => {
  const { sent, got } = await deliver(ann, bob, { subject: 'a question', body: 'What?' });
  const reply = (
    await nylas.messages.send({
      identifier: bob.id,
      requestBody: {
        to: [{ email: ann.email }],
        subject: 'Re: a question',
        body: 'That.',
        replyToMessageId: got.id,
      },
    })
  ).data;
  assert.equal(reply.threadId, got.threadId);
  assert.equal(reply.replyToMessageId, got.id);
  const thread = await until(async () => {
    const found = await nylas.threads.find({ identifier: ann.id, threadId: sent.threadId });
    return found.data.messageIds.length === 2 && found.data;
  });
  assert.equal(thread.object, 'thread');
  assert.equal(thread.latestDraftOrMessage.object, 'message');
  assert.deepEqual(thread.participants.map((person) => person.email).sort(), [
    ann.email,
    bob.email,
  ]);
  assert.deepEqual(thread.folders.toSorted(), ['inbox', 'sent']);
  const at = { identifier: ann.id, threadId: thread.id };
  const marked = await nylas.threads.update({ ...at, requestBody: { unread: false, starred: true } });
  assert.equal(marked.data.starred, true);
  assert.equal(marked.data.unread, false);
  const starred = await nylas.threads.list({ identifier: ann.id, queryParams: { starred: true } });
  assert.ok(starred.data.some((each) => each.id === thread.id));
  assert.ok((await nylas.threads.destroy(at)).requestId);
  assert.deepEqual((await nylas.threads.find(at)).data.folders, ['trash']);
});

test('a conversation is cleaned of quote and signature', async () => {
  const { got } = await deliver(ann, bob, {
    subject: 'clean me',
    body:
      '<p>The <a href="https://x.example/">answer</a> is 42.</p><p>Best regards,<br>Ann</p>' +
      '<div class="gmail_quote">On Monday Bob wrote:<blockquote>What is it?</blockquote></div>',
  });
  const plain = await nylas.messages.cleanMessages({
    identifier: bob.id,
    requestBody: { messageId: [got.id] },
  });
  assert.equal(plain.data[0].id, got.id);
  assert.match(plain.data[0].conversation, /answer is 42/);
  assert.doesNotMatch(plain.data[0].conversation, /What is it|href|regards/);
  const markdown = await nylas.messages.cleanMessages({
    identifier: bob.id,
    requestBody: { messageId: [got.id], ignoreLinks: false, htmlAsMarkdown: true },
  });
  assert.match(markdown.data[0].conversation, /\[answer\]\(https:\/\/x\.example\/?\)/);
});

test('an idempotent send is sent once', async () => {
  const carl = await agent('carl');
  const send = (body) =>
    nylas.messages.send({
      identifier: ann.id,
      requestBody: { to: [{ email: carl.email }], subject: 'once', body },
      overrides: { headers: { 'Idempotency-Key': 'the key' } },
    });
  const first = await send('x');
  const again = await send('x');
  assert.equal(again.data.id, first.data.id);
  assert.equal((await refusal(() => send('y'))).statusCode, 409);
});

test('refusals name the field', async () => {
  const send = (requestBody) => nylas.messages.send({ identifier: ann.id, requestBody });
  for (const [body, status, words] of [
    [{ subject: 'no one' }, 400, /to/],
    [{ to: [{ email: 'no address' }], subject: 'x' }, 400, /email/],
    [{ to: Array(51).fill({ email: bob.email }), subject: 'x', body: 'y' }, 400, /recipients/],
  ]) {
    const error = await refusal(() => send(body));
    assert.equal(error.statusCode, status);
    assert.match(error.message, words);
  }
  const missing = await refusal(() =>
    nylas.messages.find({ identifier: ann.id, messageId: 'm/<a@b>' }),
  );
  assert.equal(missing.statusCode, 404);
});

test('mail is scheduled, listed, found and stopped', async () => {
  const sendAt = Math.floor(Date.now() / 1000) + 3600;
  const { data } = await nylas.messages.send({
    identifier: ann.id,
    requestBody: { to: [{ email: bob.email }], subject: 'later', body: 'x', sendAt },
  });
  assert.ok(data.scheduleId);
  const at = { identifier: ann.id, scheduleId: data.scheduleId };
  const all = await nylas.messages.listScheduledMessages({ identifier: ann.id });
  assert.ok(all.data.some((each) => each.scheduleId === data.scheduleId));
  assert.equal((await nylas.messages.findScheduledMessage(at)).data.status.code, 'pending');
  const stopped = await nylas.messages.stopScheduledMessage(at);
  assert.equal(stopped.data.message, 'requested cancelation for workflow');
});
