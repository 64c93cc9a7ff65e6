import { expect, it } from 'vitest';
import { all, Cesuur, CesuurError } from '../src/index.js';

// Set by the test of the solution that starts the API and runs this suite.
const { CESUUR_ADDRESS: address, CESUUR_OPERATOR_KEY: operatorKey, CESUUR_PUBLISHER: publisherId } = process.env;

it.runIf(address)('goes from a licence to a result', async () => {
  const anonymous = new Cesuur({ address: address! });
  const operator = anonymous.withCredential(operatorKey);
  const created = await operator.platform.createOrganisation({ name: 'Proefschool', licence: 'organisation' });
  await operator.platform.addEntitlement(created.organisation.id, { publisherId: publisherId! });
  const { token } = await operator.platform.mintCreditToken({ credits: 3 });

  const school = anonymous.withCredential(created.apiKey);
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

  const tests = await school.tests.listTests();
  const reading = tests.data.find(test => test.skill === 'reading')!;
  const request = { groupIds: [group.id], testIds: [reading.id] };
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
  const results = await school.results.listResults(undefined, undefined, undefined, undefined, undefined, checkedIn.sittingId);
  expect(results.data[0]).toMatchObject({ points: 3, outcome: 'fail' });

  const refused = await school.people.getCandidate('cand_none').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CesuurError);
  expect(refused).toMatchObject({ status: 404, code: 'not_found' });
}, 60_000);
