import { expect, it, onTestFinished, vi } from 'vitest';
import { all, Cesuur, CesuurError, Webhook, type ResultResponse, type Skill } from '../src/index.js';
import { startReceiver } from './receiver.js';

// Set by the test of the solution that starts the API and runs this suite.
const { CESUUR_ADDRESS: address, CESUUR_OPERATOR_KEY: operatorKey, CESUUR_PUBLISHER: publisherId } = process.env;
const journey = it.runIf(address);
const anonymous = new Cesuur({ address: address ?? 'http://cesuur.test' });
const operator = anonymous.withCredential(operatorKey);
const patience = { timeout: 30_000, interval: 50 };

journey('goes from a licence to a result', async () => {
  const { school } = await createSchool();
  const token = (await operator.platform.mintCreditTokens({ credits: 3 })).tokens[0]!.token;
  expect((await school.credits.redeemCredits({ token })).balance).toBe(3);
  await expect(school.credits.redeemCredits({ token })).rejects.toMatchObject({ code: 'token_used', status: 409 });

  const group = await school.people.createGroup({ name: 'A2 avond' });
  for (const name of ['Amira Haddad', 'Bogdan Ionescu', 'Çelik Demir']) {
    const candidate = await school.people.createCandidate({ name });
    await school.people.addCandidateToGroup(group.id, candidate.id);
  }

  const names: string[] = [];
  for await (const candidate of all(cursor => school.people.listCandidates(2, cursor, undefined, undefined, group.id))) {
    names.push(candidate.name);
  }

  expect(names).toHaveLength(3);
  const first = (await school.people.listCandidates(1)).data[0]!;
  expect((await school.people.changeCandidate(first.id, { remarks: 'komt later' })).name).toBe(first.name);

  const request = { groupIds: [group.id], testIds: [await testOf(school, 'reading')] };
  const preview = await school.invitations.previewInvitations(request);
  expect(preview).toMatchObject({ credits: 3, balance: 3, obstacles: [] });
  const invited = await school.invitations.createInvitations(request);
  expect(invited.balance).toBe(0);

  const checkedIn = await anonymous.delivery.checkIn({ code: invited.invitations[0]!.code });
  const candidate = anonymous.withCredential(checkedIn.token);
  const state = await candidate.delivery.startSitting();
  for (const item of state.sections.flatMap(section => section.items)) {
    expect((await candidate.delivery.saveResponse(item.id, { revision: 1, answer: { choice: 'a' } })).revision).toBe(1);
  }

  expect((await candidate.delivery.finishSitting()).state).toBe('rated');
  expect(await resultOf(school, checkedIn.sittingId)).toMatchObject({ points: 3, cutScore: 7, outcome: 'fail' }); // the key: a c b c a d b a c b

  const refused = await school.people.getCandidate('cand_none').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CesuurError);
  expect(refused).toMatchObject({ status: 404, code: 'not_found' });
}, 60_000);

journey('plays and answers a listening test step by step, and passes it at the cut score', async () => {
  const { school } = await createSchool({ sandbox: true });
  const { candidate, sittingId } = await checkIn(school, 'listening');
  const answers = ['b', 'c', 'a', 'c', 'b', 'a']; // the key: b c a c a b
  let state = await candidate.delivery.startSitting();
  for (;;) {
    for (const { mediaId } of state.sections.flatMap(section => section.stimuli)) {
      const play = await candidate.delivery.grantPlay({ mediaId: mediaId! });
      expect((await (await anonymous.send(play.url)).blob()).type).toBe('audio/mpeg');
      await expect(candidate.delivery.grantPlay({ mediaId: mediaId! })).rejects.toMatchObject({ code: 'play_limit_reached' });
    }

    for (const item of state.sections.flatMap(section => section.items)) {
      await candidate.delivery.saveResponse(item.id, { revision: 1, answer: { choice: answers.shift()! } });
    }

    if (state.step === state.steps - 1) {
      break;
    }

    state = await candidate.delivery.advanceSitting({ fromStep: state.step });
  }

  expect(answers).toEqual([]);
  expect((await candidate.delivery.finishSitting()).state).toBe('rated');
  expect(await resultOf(school, sittingId)).toMatchObject({ points: 4, cutScore: 4, outcome: 'pass' });
}, 60_000);

journey('lets a writing test time out, rates it, reports the result and hears of it by webhook', async () => {
  const { school, organisationId } = await createSchool({ sandbox: true });
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { endpoint, secret } = await school.webhooks.createWebhookEndpoint({ url: receiver.url, eventTypes: ['result.graded'] });

  const text = 'Ik doe morgen boodschappen voor u.';
  const { candidate, sittingId } = await checkIn(school, 'writing');
  const state = await candidate.delivery.startSitting();
  for (const item of state.sections.flatMap(section => section.items)) {
    await candidate.delivery.saveResponse(item.id, { revision: 1, answer: { text } });
  }

  await school.organisation.advanceClock({ advance: 'PT36M' }); // the test takes 35
  await vi.waitFor(async () => expect(await school.sittings.getSitting(sittingId)).toMatchObject({ state: 'to_rate', submittedBy: 'deadline' }), patience);

  const teacher = await createTeacher(school, organisationId, sittingId);
  for (const task of (await teacher.rating.getRating(sittingId)).tasks) {
    expect(task.response?.text).toBe(text);
    const scores = Object.fromEntries(task.rubric.criteria.map(criterion => [criterion.id, 1]));
    await teacher.rating.rateTask(sittingId, task.itemId, { scores });
  }

  const result = await teacher.rating.finaliseRating(sittingId);
  expect(result).toMatchObject({ points: 11, cutScore: 11, outcome: 'pass' }); // 2 + 4 + 5 criteria

  const { body, headers } = await receiver.first;
  const event = await new Webhook(secret).verify<ResultResponse>(body, headers);
  expect(event.type).toBe('result.graded');
  expect(event.data).toEqual(result);
  await vi.waitFor(
    async () => expect((await school.webhooks.listWebhookDeliveries(undefined, undefined, undefined, endpoint.id)).data)
      .toMatchObject([{ eventId: event.id, state: 'delivered' }]),
    patience);

  const { job, report } = await school.results.createReport({ kind: 'candidate', language: 'en', resultIds: [result.id] });
  await vi.waitFor(async () => expect((await school.jobs.getJob(job.id)).status).toBe('succeeded'), patience);
  const file = await school.results.getReportFile(report.id);
  expect(file.data.type).toBe('application/pdf');
  expect(await file.data.slice(0, 5).text()).toBe('%PDF-');
}, 60_000);

/** A new organisation with a licence and the publisher's tests, through its own key. A sandbox has credits of itself. */
async function createSchool({ sandbox = false } = {}) {
  const created = await operator.platform.createOrganisation({ name: 'Proefschool', licence: 'organisation', sandbox });
  await operator.platform.addEntitlement(created.organisation.id, { publisherId: publisherId! });
  return { school: anonymous.withCredential(created.apiKey), organisationId: created.organisation.id };
}

/** A new teacher of a group with the candidate of the sitting in it, who has followed the mail and signed in. */
async function createTeacher(school: Cesuur, organisation: string, sittingId: string) {
  const email = `${crypto.randomUUID()}@example.org`;
  const password = 'een-lang-wachtwoord';
  const user = await school.people.createUser({ name: 'Noor de Vries', email, roles: ['teacher'] });
  const group = await school.people.createGroup({ name: 'Groep A2' });
  await school.people.addCandidateToGroup(group.id, (await school.sittings.getSitting(sittingId)).candidateId);
  await school.people.addTeacherToGroup(group.id, user.id);
  const mail = (await operator.platform.listMails()).data.find(({ recipient }) => recipient === email)!;
  await anonymous.signIn.activateUser({ token: /^cat_activate_\S+/m.exec(mail.body)![0], password });
  return anonymous.withCredential((await anonymous.signIn.signIn({ organisation, email, password })).accessToken);
}

/** A new candidate, invited by a code and checked in with it. */
async function checkIn(school: Cesuur, skill: Skill) {
  const person = await school.people.createCandidate({ name: 'Amira Haddad' });
  const { invitations } = await school.invitations.createInvitations({ candidateIds: [person.id], testIds: [await testOf(school, skill)] });
  const { token, sittingId } = await anonymous.delivery.checkIn({ code: invitations[0]!.code });
  return { candidate: anonymous.withCredential(token), sittingId };
}

async function testOf(school: Cesuur, skill: Skill) {
  return (await school.tests.listTests()).data.find(test => test.skill === skill)!.id;
}

async function resultOf(school: Cesuur, sittingId: string) {
  return (await school.results.listResults(undefined, undefined, undefined, undefined, undefined, sittingId)).data[0];
}
