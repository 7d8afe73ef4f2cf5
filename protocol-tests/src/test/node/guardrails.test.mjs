// Workspaces, policies, rules and lists, and what they do to grants and mail.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join as joined } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { agent, apiKey, apiUri, deliver, nylas, refusal, until } from './world.mjs';

// The SDK has a signer, but does not export it.
const home = dirname(createRequire(import.meta.url).resolve('nylas'));
const { ServiceAccountSigner } = await import(
  pathToFileURL(joined(home, 'lib/esm/models/serviceAccount.js'))
);

const short = () => randomUUID().slice(0, 8);

async function rule(fields) {
  const made = await nylas.rules.create({
    requestBody: {
      name: `rule ${short()}`,
      match: { conditions: [{ field: 'from.domain', operator: 'is', value: 'spam.test' }] },
      actions: [{ type: 'mark_as_spam' }],
      ...fields,
    },
  });
  return made.data;
}

async function workspace(fields) {
  const requestBody = { name: `team ${short()}`, ...fields };
  return (await nylas.workspaces.create({ requestBody })).data;
}

async function join(grant, workspaceId) {
  return nylas.workspaces.manualAssign({ workspaceId, requestBody: { assignGrants: [grant.id] } });
}

test('a policy is made, found, listed, changed in part and deleted', async () => {
  const limits = {
    limitAttachmentSizeLimit: 1048576,
    limitAttachmentCountLimit: 3,
    limitAttachmentAllowedTypes: ['image/*', 'application/pdf'],
    limitCountDailyEmailSent: 100,
    limitInboxRetentionPeriod: 90,
    limitSpamRetentionPeriod: 7,
  };
  const spamDetection = { useListDnsbl: true, spamSensitivity: 1.5 };
  const made = await nylas.policies.create({
    requestBody: { name: 'Standard', limits, spamDetection },
  });
  assert.ok(made.requestId);
  const policyId = made.data.id;
  for (const [name, value] of Object.entries(limits)) {
    assert.deepEqual(made.data.limits[name], value, name);
  }
  assert.equal(made.data.spamDetection.spamSensitivity, 1.5);
  assert.equal(made.data.limits.limitStorageTotal, -1);
  const changed = await nylas.policies.update({
    policyId,
    requestBody: { limits: { limitCountDailyEmailSent: -1 } },
  });
  assert.equal(changed.data.limits.limitCountDailyEmailSent, -1);
  assert.equal(changed.data.limits.limitAttachmentCountLimit, 3);
  assert.equal(changed.data.name, 'Standard');
  assert.equal((await nylas.policies.find({ policyId })).data.id, policyId);
  const listed = [];
  for await (const page of nylas.policies.list({ queryParams: { limit: 1 } })) {
    listed.push(...page.data.map((policy) => policy.id));
  }
  assert.equal(listed.filter((id) => id === policyId).length, 1);
  assert.ok((await nylas.policies.destroy({ policyId })).requestId);
  assert.equal((await refusal(() => nylas.policies.find({ policyId }))).statusCode, 404);
});

test('a policy that contradicts itself is refused with its reason', async () => {
  for (const [requestBody, word] of [
    [{ name: 'x', spamDetection: { spamSensitivity: 5.1 } }, 'spam_sensitivity'],
    [{ name: 'x', limits: { limitStorageTotal: -2 } }, 'limit_storage_total'],
    [
      { name: 'x', limits: { limitInboxRetentionPeriod: 7, limitSpamRetentionPeriod: 7 } },
      'retention',
    ],
    [{ name: '' }, 'name'],
    [{ limits: {} }, 'name'],
  ]) {
    const error = await refusal(() => nylas.policies.create({ requestBody }));
    assert.equal(error.statusCode, 400, JSON.stringify(requestBody));
    assert.match(error.message, new RegExp(word));
    assert.ok(error.requestId);
  }
});

test('rules are made, listed to the last page, changed and deleted', async () => {
  const made = await rule({ priority: 7, description: 'why', trigger: 'outbound' });
  assert.equal(made.trigger, 'outbound');
  assert.equal(made.enabled, true);
  assert.equal(made.match.operator, 'all');
  const more = [await rule({}), await rule({}), await rule({})];
  const found = await nylas.rules.list({ queryParams: { limit: 200 } });
  const ids = found.data.map((each) => each.id);
  for (const each of [made, ...more]) {
    assert.equal(ids.filter((id) => id === each.id).length, 1);
  }
  const changed = await nylas.rules.update({
    ruleId: made.id,
    requestBody: { enabled: false, actions: [{ type: 'assign_to_folder', value: 'Clients/Acme' }] },
  });
  assert.equal(changed.data.enabled, false);
  assert.deepEqual(changed.data.actions, [{ type: 'assign_to_folder', value: 'Clients/Acme' }]);
  assert.equal(changed.data.priority, 7);
  assert.equal(changed.data.description, 'why');
  assert.ok((await nylas.rules.destroy({ ruleId: made.id })).requestId);
  assert.equal((await refusal(() => nylas.rules.find({ ruleId: made.id }))).statusCode, 404);
});

test('a rule that makes no sense is refused with its reason', async () => {
  const recipient = { field: 'recipient.domain', operator: 'is', value: 'x.test' };
  const unknownList = { field: 'from.domain', operator: 'in_list', value: [randomUUID()] };
  const addresses = (await nylas.lists.create({ requestBody: { name: 'a', type: 'address' } }))
    .data;
  const mismatch = { field: 'from.domain', operator: 'in_list', value: [addresses.id] };
  for (const [fields, word] of [
    [{ trigger: 'inbound', match: { conditions: [recipient] } }, 'inbound'],
    [{ actions: [{ type: 'block' }, { type: 'archive' }] }, 'block'],
    [{ match: { conditions: [unknownList] } }, unknownList.value[0]],
    [{ match: { conditions: [mismatch] } }, addresses.id],
    [{ match: { conditions: [] } }, 'conditions'],
    [{ actions: [] }, 'actions'],
    [{ actions: [{ type: 'explode' }] }, 'actions'],
    [{ actions: [{ type: 'assign_to_folder' }] }, 'value'],
    [{ priority: 1001 }, 'priority'],
    [{ trigger: 'sideways' }, 'trigger'],
  ]) {
    const error = await refusal(() => rule(fields));
    assert.equal(error.statusCode, 400, JSON.stringify(fields));
    assert.match(error.message, new RegExp(word));
  }
});

test('a list takes items, forgets them and counts them', async () => {
  const made = await nylas.lists.create({
    requestBody: { name: 'Bad domains', type: 'domain', description: 'seen' },
  });
  const listId = made.data.id;
  assert.equal(made.data.itemsCount, 0);
  const added = await nylas.lists.addItems({
    listId,
    requestBody: { items: [' Spam.TEST ', 'spam.test', 'bücher.example', '@evil.test'] },
  });
  assert.equal(added.data.itemsCount, 3);
  const items = await nylas.lists.listItems({ listId });
  assert.ok(items.data.some((item) => item.value === 'spam.test'));
  const removed = await nylas.lists.removeItems({
    listId,
    requestBody: { items: ['evil.test', 'never.test'] },
  });
  assert.equal(removed.data.itemsCount, 2);
  const renamed = await nylas.lists.update({ listId, requestBody: { name: 'Worse' } });
  assert.equal(renamed.data.name, 'Worse');
  assert.equal(renamed.data.type, 'domain');
  const tooMany = Array.from({ length: 1001 }, (_, i) => `d${i}.test`);
  for (const bad of [tooMany, ['x'.repeat(501)], ['not a domain']]) {
    const error = await refusal(() =>
      nylas.lists.addItems({ listId, requestBody: { items: bad } }),
    );
    assert.equal(error.statusCode, 400);
  }
  assert.equal((await nylas.lists.find({ listId })).data.itemsCount, 2);
  assert.ok((await nylas.lists.destroy({ listId })).requestId);
  assert.equal((await refusal(() => nylas.lists.find({ listId }))).statusCode, 404);
});

test('a workspace is made, found, changed and deleted, and its members stay governed', async () => {
  const policy = (await nylas.policies.create({ requestBody: { name: 'P' } })).data;
  const first = await rule({});
  const team = await workspace({ policyId: policy.id, ruleIds: [first.id] });
  assert.ok(team.workspaceId);
  assert.equal(team.default, false);
  assert.deepEqual(team.ruleIds, [first.id]);
  const all = (await nylas.workspaces.list()).data;
  const usual = all.find((each) => each.default);
  assert.ok(all.some((each) => each.workspaceId === team.workspaceId));
  const ann = await agent('ann');
  assert.equal(ann.workspaceId, usual.workspaceId);
  const joined = await join(ann, team.workspaceId);
  assert.deepEqual(joined.data.grantsAssigned, [ann.id]);
  assert.equal((await nylas.grants.find({ grantId: ann.id })).data.workspaceId, team.workspaceId);
  const changed = await nylas.workspaces.update({
    workspaceId: team.workspaceId,
    requestBody: { policyId: null, ruleIds: [] },
  });
  assert.ok(!changed.data.policyId);
  assert.deepEqual(changed.data.ruleIds ?? [], []);
  assert.ok((await nylas.workspaces.destroy({ workspaceId: team.workspaceId })).requestId);
  assert.equal((await nylas.grants.find({ grantId: ann.id })).data.workspaceId, usual.workspaceId);
  const error = await refusal(() => nylas.workspaces.destroy({ workspaceId: usual.workspaceId }));
  assert.equal(error.statusCode, 400);
});

test('what does not fit a workspace is refused', async () => {
  for (const fields of [
    { policyId: randomUUID() },
    { ruleIds: [randomUUID()] },
    { name: '' },
    { policyId: '' },
  ]) {
    const error = await refusal(() => workspace(fields));
    assert.equal(error.statusCode, 400, JSON.stringify(fields));
  }
  const team = await workspace({});
  const many = Array.from({ length: 501 }, () => randomUUID());
  for (const requestBody of [{ assignGrants: many }, {}, { assignGrants: [randomUUID()] }]) {
    const error = await refusal(() =>
      nylas.workspaces.manualAssign({ workspaceId: team.workspaceId, requestBody }),
    );
    assert.equal(error.statusCode, 400);
  }
  assert.equal((await refusal(() => nylas.workspaces.find({ workspaceId: randomUUID() }))).statusCode, 404);
});

test('a rule with a list moves what it matches, at once, and tells so', async () => {
  const list = (
    await nylas.lists.create({ requestBody: { name: 'friends', type: 'domain' } })
  ).data;
  const sorting = await rule({
    match: { conditions: [{ field: 'from.domain', operator: 'in_list', value: [list.id] }] },
    actions: [{ type: 'assign_to_folder', value: 'Archive' }, { type: 'mark_as_read' }],
  });
  const team = await workspace({ ruleIds: [sorting.id] });
  const [ann, bob] = [await agent('ann'), await agent('bob')];
  await join(bob, team.workspaceId);
  await deliver(ann, bob, { subject: `before ${short()}`, body: 'x' });
  await nylas.lists.addItems({
    listId: list.id,
    requestBody: { items: ['AGENTS.localhost'] },
  });
  const subject = `after ${short()}`;
  await nylas.messages.send({
    identifier: ann.id,
    requestBody: { to: [{ email: bob.email }], subject, body: 'x' },
  });
  const got = await until(async () => {
    const page = await nylas.messages.list({ identifier: bob.id, queryParams: { subject } });
    return page.data[0];
  });
  assert.deepEqual(got.folders, ['archive']);
  assert.equal(got.unread, false);
  const told = (await nylas.rules.listEvaluations({ identifier: bob.id })).data;
  assert.equal(told[0].messageId, got.id);
  assert.equal(told[0].evaluationStage, 'inbox_processing');
  assert.deepEqual(told[0].matchedRuleIds, [sorting.id]);
  assert.equal(told[0].appliedActions.markedAsRead, true);
  assert.deepEqual(told[0].appliedActions.folderIds, ['archive']);
  assert.deepEqual(told[1].matchedRuleIds, []);
});

test('an outbound block is 403 and leaves nothing behind', async () => {
  const [ann, rival] = [await agent('ann'), await agent('rival')];
  const no = await rule({
    trigger: 'outbound',
    match: {
      operator: 'any',
      conditions: [{ field: 'recipient.address', operator: 'is', value: rival.email.toUpperCase() }],
    },
    actions: [{ type: 'block' }],
  });
  const team = await workspace({ ruleIds: [no.id] });
  await join(ann, team.workspaceId);
  const error = await refusal(() =>
    nylas.messages.send({
      identifier: ann.id,
      requestBody: {
        to: [{ email: ann.email }],
        bcc: [{ email: rival.email }],
        subject: 's',
        body: 'x',
      },
    }),
  );
  assert.equal(error.statusCode, 403);
  assert.notEqual(error.type, 'insufficient_scopes');
  assert.deepEqual((await nylas.messages.list({ identifier: ann.id })).data, []);
  assert.deepEqual((await nylas.messages.list({ identifier: rival.id })).data, []);
  const told = (await nylas.rules.listEvaluations({ identifier: ann.id })).data;
  assert.equal(told[0].appliedActions.blocked, true);
  assert.equal(told[0].messageId ?? null, null);
  assert.equal(told[0].evaluationInput.outboundType, 'compose');
});

test('domains are administered with signed requests', async () => {
  const response = await fetch(`${apiUri}/v3/admin/service-accounts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'sdk' }),
  });
  const account = (await response.json()).data;
  const signer = new ServiceAccountSigner({
    privateKeyPem: account.private_key,
    privateKeyId: account.private_key_id,
  });
  const domainAddress = `b\u00fc-${short()}.example`.normalize('NFC').replace('\u00fc', 'ue');
  const made = await nylas.domains.create({
    requestBody: { name: 'K\u00fcche "eins"', domainAddress },
    signer,
  });
  const domainId = made.data.id;
  assert.equal(made.data.domainAddress, domainAddress);
  const listed = await nylas.domains.list({ queryParams: { limit: 5 }, signer });
  assert.ok(listed.data.some((each) => each.id === domainId));
  const info = await nylas.domains.info({ domainId, requestBody: { type: 'dkim' }, signer });
  assert.ok(info.data);
  await nylas.domains.update({ domainId, requestBody: { name: 'two' }, signer });
  assert.equal((await nylas.domains.find({ domainId, signer })).data.name, 'two');
  assert.ok((await nylas.domains.destroy({ domainId, signer })).requestId);
  const other = new ServiceAccountSigner({
    privateKeyPem: account.private_key,
    privateKeyId: randomUUID(),
  });
  const error = await refusal(() => nylas.domains.list({ signer: other }));
  assert.equal(error.statusCode, 401);
});
