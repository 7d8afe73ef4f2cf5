// Drafts, attachments and folders.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { agent, deliver, nylas, refusal, until } from './world.mjs';

let ann;
let bob;
before(async () => {
  ann = await agent('ann');
  bob = await agent('bob');
});

const file = (name, bytes, more = {}) => ({
  filename: name,
  contentType: 'application/octet-stream',
  content: bytes.toString('base64'),
  size: bytes.length,
  ...more,
});

test('a draft keeps its id while it is edited, then is sent', async () => {
  const made = (
    await nylas.drafts.create({
      identifier: ann.id,
      requestBody: {
        to: [{ email: bob.email }],
        subject: 'draft one',
        body: '<p>first</p>',
        attachments: [file('a.bin', Buffer.from('content'))],
      },
    })
  ).data;
  assert.equal(made.object, 'draft');
  const at = { identifier: ann.id, draftId: made.id };
  const edited = (await nylas.drafts.update({ ...at, requestBody: { subject: 'draft two' } })).data;
  assert.equal(edited.id, made.id);
  assert.equal(edited.subject, 'draft two');
  assert.match(edited.body, /first/);
  assert.equal(edited.attachments.length, 1);
  const listed = await nylas.drafts.list({
    identifier: ann.id,
    queryParams: { subject: 'two', anyEmail: [bob.email] },
  });
  assert.deepEqual(
    listed.data.map((draft) => draft.id),
    [made.id],
  );
  const sent = (await nylas.drafts.send(at)).data;
  assert.equal(sent.object, 'message');
  assert.equal((await refusal(() => nylas.drafts.find(at))).statusCode, 404);
  await until(async () => {
    const page = await nylas.messages.list({
      identifier: bob.id,
      queryParams: { subject: 'draft two', hasAttachment: true },
    });
    return page.data.length === 1;
  });
});

test('a draft is deleted for good', async () => {
  const made = (await nylas.drafts.create({ identifier: ann.id, requestBody: { subject: 'no' } })).data;
  const at = { identifier: ann.id, draftId: made.id };
  assert.ok((await nylas.drafts.destroy(at)).requestId);
  assert.equal((await refusal(() => nylas.drafts.find(at))).statusCode, 404);
});

test('small, inline and large attachments arrive byte for byte', async () => {
  const large = Buffer.alloc(4 << 20, 0);
  for (let i = 0; i < large.length; i += 7) {
    large[i] = i % 251;
  }
  const { got } = await deliver(ann, bob, {
    subject: 'files',
    body: '<p>See <img src="cid:logo"></p>',
    attachments: [
      file('large.bin', large),
      file('logo.png', Buffer.from('89504e470d0a1a0a', 'hex'), {
        contentType: 'image/png',
        contentId: 'logo',
        isInline: true,
      }),
    ],
  });
  assert.equal(got.attachments.length, 2);
  const [big] = got.attachments.filter((each) => each.filename === 'large.bin');
  const [logo] = got.attachments.filter((each) => each.filename === 'logo.png');
  assert.equal(logo.isInline, true);
  assert.equal(logo.contentId.replace(/[<>]/g, ''), 'logo');
  const at = { identifier: bob.id, attachmentId: big.id, queryParams: { messageId: got.id } };
  assert.equal((await nylas.attachments.find(at)).data.size, large.length);
  assert.ok((await nylas.attachments.downloadBytes(at)).equals(large));
  const chunks = [];
  for await (const chunk of await nylas.attachments.download(at)) {
    chunks.push(Buffer.from(chunk));
  }
  assert.ok(Buffer.concat(chunks).equals(large));
  const lost = await refusal(() => nylas.attachments.find({ ...at, attachmentId: 'none' }));
  assert.equal(lost.statusCode, 404);
});

test('a draft of more than three mebibytes is made and edited', async () => {
  const large = Buffer.alloc(4 << 20, 1);
  const made = (
    await nylas.drafts.create({
      identifier: ann.id,
      requestBody: { subject: 'heavy', body: 'x', attachments: [file('h.bin', large)] },
    })
  ).data;
  assert.equal(made.attachments[0].size, large.length);
  const edited = await nylas.drafts.update({
    identifier: ann.id,
    draftId: made.id,
    requestBody: { subject: 'heavier', attachments: [file('i.bin', large)] },
  });
  assert.deepEqual(
    edited.data.attachments.map((each) => each.filename),
    ['i.bin'],
  );
});

test('the six system folders are there with words as ids', async () => {
  const folders = (await nylas.folders.list({ identifier: ann.id })).data;
  const system = folders.filter((folder) => folder.systemFolder);
  assert.deepEqual(system.map((folder) => folder.id).sort(), [
    'archive',
    'drafts',
    'inbox',
    'junk',
    'sent',
    'trash',
  ]);
  assert.deepEqual(system.find((folder) => folder.id === 'junk').attributes, ['\\Junk']);
  const refused = await refusal(() =>
    nylas.folders.destroy({ identifier: ann.id, folderId: 'inbox' }),
  );
  assert.ok([400, 403].includes(refused.statusCode));
});

test('a folder is made, nested, renamed, counted and deleted', async () => {
  const make = (requestBody) => nylas.folders.create({ identifier: bob.id, requestBody });
  const outer = (await make({ name: 'Żółw' })).data;
  const inner = (await make({ name: 'inner', parentId: outer.id })).data;
  assert.equal(inner.parentId, outer.id);
  const again = await refusal(() => make({ name: 'Żółw' }));
  assert.ok([400, 409].includes(again.statusCode));
  const at = { identifier: bob.id, folderId: outer.id };
  const renamed = await nylas.folders.update({ ...at, requestBody: { name: 'Tortoise' } });
  assert.equal(renamed.data.name, 'Tortoise');
  const { got } = await deliver(ann, bob, { subject: 'to be filed', body: 'x' });
  await nylas.messages.update({
    identifier: bob.id,
    messageId: got.id,
    requestBody: { folders: [outer.id] },
  });
  const counted = (await nylas.folders.find(at)).data;
  assert.equal(counted.totalCount, 1);
  assert.equal(counted.unreadCount, 1);
  const below = await nylas.folders.list({
    identifier: bob.id,
    queryParams: { parentId: outer.id },
  });
  assert.deepEqual(
    below.data.map((folder) => folder.id),
    [inner.id],
  );
  await nylas.folders.destroy({ identifier: bob.id, folderId: inner.id });
  assert.ok((await nylas.folders.destroy(at)).requestId);
  assert.equal((await refusal(() => nylas.folders.find(at))).statusCode, 404);
});
