import { faultOn } from '@switchboard/meta-sandbox';
import { seedBusinesses } from '@switchboard/meta-sandbox/seeds';
import type { Play, Scenario } from './linkingStage.js';

const past = new Date(0);
const nothing = {};
const linked = (accountId: string, numbers: readonly string[]) =>
  Object.fromEntries(numbers.map((number) => [number, accountId]));
const own = ({ cast, one }: Play) => linked(cast.alice.accountId, one.numbers);
const none = (live: Record<string, string>) => Object.keys(live).length === 0;
/** A number that alice has connected before the play begins. */
async function connected(play: Play, who = play.cast.alice, shared = play.one) {
  play.earn(who.accountId, shared.numbers);
  await play.hold(who.accountId, shared);
}
const aliceBegins = async (play: Play) => ({
  ...(await play.cast.alice.start()),
  code: play.login(play.cast.alice, [play.one]),
});

/** The same login, by others or again. */
const ordinary: Record<string, Scenario> = {
  'replay: the same callback three times': async (play) => {
    const { code, state } = await aliceBegins(play);
    const again = [() => play.cast.alice.finish(code, state)];
    return { actors: [again, again, again], ends: own(play) };
  },
  'replay: another account has code and state': async (play) => {
    const { code, state } = await aliceBegins(play);
    const { alice, bob } = play.cast;
    return { actors: [[() => alice.finish(code, state)], [() => bob.finish(code, state)]], ends: own(play) };
  },
  'replay: only another account comes back': async (play) => {
    const { code, state } = await aliceBegins(play);
    const tries = [() => play.cast.bob.finish(code, state)];
    return { actors: [tries, tries], ends: nothing };
  },
  'replay: another owner of the same account comes back': async (play) => {
    const { code, state } = await aliceBegins(play);
    return { actors: [[() => play.cast.anna.finish(code, state)]], ends: nothing };
  },
  'replay: support staff of the same account come back': async (play) => {
    const { code, state } = await aliceBegins(play);
    return { actors: [[() => play.cast.sam.finish(code, state)]], ends: nothing };
  },
  'replay: another session of the same person comes back': async (play) => {
    const { code, state } = await aliceBegins(play);
    return { actors: [[() => play.cast.aliceElsewhere.finish(code, state)]], ends: nothing };
  },
  'replay: nobody is signed in': async (play) => {
    const { code, state } = await aliceBegins(play);
    return { actors: [[() => play.visitor().finish(code, state)]], ends: nothing };
  },
  'replay: the state again with another code of the same person': async (play) => {
    const { code, state } = await aliceBegins(play);
    const { alice } = play.cast;
    const other = play.login(alice, [play.two]);
    return {
      actors: [[() => alice.finish(code, state), () => alice.finish(other, state)]],
      ends: own(play),
    };
  },
  'swap: each comes back with the other’s state': async (play) => {
    const { alice, bob } = play.cast;
    const [hers, his] = [await alice.start(), await bob.start()];
    const [codeOfHers, codeOfHis] = [play.login(alice, [play.one]), play.login(bob, [play.two])];
    return {
      actors: [[() => alice.finish(codeOfHers, his.state)], [() => bob.finish(codeOfHis, hers.state)]],
      ends: nothing,
    };
  },
  'swap: both come back rightly, and each tries the other’s': async (play) => {
    const { alice, bob } = play.cast;
    const [hers, his] = [await alice.start(), await bob.start()];
    const [codeOfHers, codeOfHis] = [play.login(alice, [play.one]), play.login(bob, [play.two])];
    return {
      actors: [
        [() => alice.finish(codeOfHers, hers.state), () => alice.finish(codeOfHis, his.state)],
        [() => bob.finish(codeOfHis, his.state), () => bob.finish(codeOfHers, hers.state)],
      ],
      ends: { ...own(play), ...linked(bob.accountId, play.two.numbers) },
    };
  },
  'expired: the login took longer than ten minutes': async (play) => {
    const { code, state, attemptId } = await aliceBegins(play);
    await play.update('connectAttempts', { attemptId }, { expiresAt: past });
    const late = [() => play.cast.alice.finish(code, state)];
    return { actors: [late, late], ends: nothing };
  },
  'expired: Meta’s code is too old': async (play) => {
    const { alice } = play.cast;
    const { state } = await alice.start();
    return { actors: [[() => alice.finish(play.login(alice, [play.one], { expired: true }), state)]], ends: nothing };
  },
  'unknown: a state nobody made': async (play) => {
    const { code, attemptId } = await aliceBegins(play);
    return { actors: [[() => play.cast.alice.finish(code, `${attemptId}.${'x'.repeat(43)}`)]], ends: nothing };
  },
  'unknown: the attempt’s id alone': async (play) => {
    const { code, attemptId } = await aliceBegins(play);
    return { actors: [[() => play.cast.alice.finish(code, attemptId)]], ends: nothing };
  },
  'left: another account cancels the login': async (play) => {
    const { code, state } = await aliceBegins(play);
    const { alice, bob } = play.cast;
    return { actors: [[() => bob.leave(state)], [() => alice.finish(code, state)]], ends: own(play) };
  },
  'left: cancelled, and then a code after all': async (play) => {
    const { code, state } = await aliceBegins(play);
    const { alice, bob } = play.cast;
    return {
      actors: [[() => alice.leave(state), () => alice.finish(code, state)], [() => bob.finish(code, state)]],
      ends: nothing,
    };
  },
  'changed user: somebody else signs in before the browser comes back': async (play) => {
    const { code, state } = await aliceBegins(play);
    return {
      actors: [[() => play.cast.bob.finish(code, state)], [() => play.cast.anna.finish(code, state)]],
      ends: nothing,
    };
  },
  'changed user: whoever began is no member any more': async (play) => {
    const { code, state, attemptId } = await aliceBegins(play);
    await play.update('connectAttempts', { attemptId }, { userId: 'usr_gone', sessionId: 'ses_gone' });
    const { alice, anna } = play.cast;
    return { actors: [[() => alice.finish(code, state)], [() => anna.finish(code, state)]], ends: nothing };
  },
  'parallel: five tabs': async (play) => {
    const { code, state } = await aliceBegins(play);
    return { actors: Array.from({ length: 5 }, () => [() => play.cast.alice.finish(code, state)]), ends: own(play) };
  },
  'two tabs: two logins, crossed': async (play) => {
    const { alice, bob } = play.cast;
    const [left, right] = [await alice.start(), await alice.start()];
    const [a, b] = [play.login(alice, [play.one]), play.login(alice, [play.two])];
    return {
      actors: [
        [() => alice.finish(a, right.state)],
        [() => alice.finish(b, left.state)],
        [() => bob.finish(a, left.state)],
      ],
      ends: { ...own(play), ...linked(alice.accountId, play.two.numbers) },
    };
  },
  'two accounts: both finished a login for the number': async (play) => {
    const { alice, bob } = play.cast;
    const [hers, his] = [await alice.start(), await bob.start()];
    return {
      actors: [
        [() => alice.finish(play.login(alice, [play.one]), hers.state)],
        [() => bob.finish(play.login(bob, [play.one]), his.state)],
      ],
      mayEnd: (live) => Object.keys(live).length === 1,
    };
  },
  'two accounts: the number is live in one already': async (play) => {
    await connected(play);
    const { bob } = play.cast;
    const { state } = await bob.start();
    return { actors: [[() => bob.finish(play.login(bob, [play.one]), state)]], ends: own(play) };
  },
  'support: a number the account does not know': async (play) => {
    await connected(play);
    const { sam } = play.cast;
    const { state } = await sam.start();
    return { actors: [[() => sam.finish(play.login(sam, [play.two]), state)]], ends: own(play) };
  },
};

/** The victim opens what the attacker prepared, or the attacker brings what is the victim’s. */
const foreign: Record<string, Scenario> = {
  'forced: the victim opens the attacker’s callback': async (play) => {
    const { alice, bob } = play.cast;
    const { state } = await bob.start();
    const code = play.login(bob, [play.one]);
    return { actors: [[() => alice.finish(code, state)], [() => play.visitor().finish(code, state)]], ends: nothing };
  },
  'forced: the victim opens it while the attacker finishes': async (play) => {
    const { alice, bob } = play.cast;
    const { state } = await bob.start();
    const code = play.login(bob, [play.one]);
    return {
      actors: [[() => alice.finish(code, state)], [() => bob.finish(code, state)]],
      ends: linked(bob.accountId, play.one.numbers),
    };
  },
  'injected: a popup’s code in a redirect attempt': async (play) => {
    const { alice, bob } = play.cast;
    const { state } = await bob.start();
    return { actors: [[() => bob.finish(play.login(alice, [play.one], { popup: true }), state)]], ends: nothing };
  },
  'injected: a redirect’s code in a popup attempt': async (play) => {
    const { alice, bob } = play.cast;
    const { state } = await bob.start({ flow: 'popup' });
    const code = play.login(alice, [play.one]);
    return { actors: [[() => bob.finish(code, state, { waba_id: play.one.wabaId })]], ends: nothing };
  },
  'injected: a code that its owner’s browser has brought already': async (play) => {
    const { code, state } = await aliceBegins(play);
    const { alice, bob } = play.cast;
    await alice.finish(code, state);
    const his = await bob.start();
    return { actors: [[() => bob.finish(code, his.state)], [() => alice.finish(code, state)]], ends: own(play) };
  },
  'injected: a code that is too old': async (play) => {
    const { alice, bob } = play.cast;
    const { state } = await bob.start();
    return { actors: [[() => bob.finish(play.login(alice, [play.one], { expired: true }), state)]], ends: nothing };
  },
  'injected: a code nobody gave': async (play) => {
    const { state } = await play.cast.bob.start();
    return { actors: [[() => play.cast.bob.finish('AQ-guessed', state)]], ends: nothing };
  },
  'claimed: a WhatsApp account the token does not list': async (play) => {
    const { bob } = play.cast;
    const { state } = await bob.start({ flow: 'popup' });
    const code = play.login(bob, [play.one], { popup: true });
    return { actors: [[() => bob.finish(code, state, { waba_id: play.two.wabaId })]], ends: nothing };
  },
  'claimed: the victim’s, that is connected': async (play) => {
    await connected(play);
    const { bob } = play.cast;
    const { state } = await bob.start({ flow: 'popup' });
    const code = play.login(bob, [play.two], { popup: true });
    return { actors: [[() => bob.finish(code, state, { waba_id: play.one.wabaId })]], ends: own(play) };
  },
  'claimed: a number and a business of somebody else': async (play) => {
    const { bob } = play.cast;
    const { state } = await bob.start({ flow: 'popup' });
    const code = play.login(bob, [play.one], { popup: true });
    const signup = {
      waba_id: play.one.wabaId,
      phone_number_id: play.two.numbers[0],
      business_id: seedBusinesses.blueBicycle.id,
    };
    return { actors: [[() => bob.finish(code, state, signup)]], ends: linked(bob.accountId, play.one.numbers) };
  },
  'claimed: a token that lists no WhatsApp account': async (play) => {
    const { bob } = play.cast;
    const { state } = await bob.start({ flow: 'popup' });
    const code = play.login(bob, [], { popup: true });
    return { actors: [[() => bob.finish(code, state, { waba_id: play.one.wabaId })]], ends: nothing };
  },
  'claimed: a token that holds for everything its holder reaches': async (play) => {
    const { bob } = play.cast;
    const { state } = await bob.start({ flow: 'popup' });
    const code = play.login(bob, [play.one], { popup: true, unlisted: true });
    return { actors: [[() => bob.finish(code, state, { waba_id: play.two.wabaId })]], ends: nothing };
  },
  'retried: another account tries the victim’s held login': async (play) => {
    const { code, state, attemptId } = await aliceBegins(play);
    const { alice, bob, sam } = play.cast;
    const refused = { kind: 'error', code: 200, httpStatus: 403 } as const;
    play.api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', refused, { method: 'POST', id: play.one.wabaId }));
    await alice.finish(code, state);
    return {
      actors: [[() => bob.retry(attemptId)], [() => sam.retry(attemptId)], [() => alice.retry(attemptId)]],
      ends: own(play),
    };
  },
};

/** Choosing among what was shared. */
async function choosing(play: Play, who = play.cast.alice) {
  const { state, attemptId } = await who.start({ choose: true });
  const code = play.login(who, [play.one, play.two], { chooses: true });
  await who.finish(code, state);
  return { state, attemptId, code };
}
const choice: Record<string, Scenario> = {
  'choice: another account chooses': async (play) => {
    const { attemptId } = await choosing(play);
    const { alice, bob } = play.cast;
    play.earn(alice.accountId, play.one.numbers);
    return {
      actors: [[() => bob.choose(attemptId, play.two.numbers)], [() => alice.choose(attemptId, play.one.numbers)]],
      ends: own(play),
    };
  },
  'choice: two choices at once': async (play) => {
    const { attemptId } = await choosing(play);
    const { alice, anna } = play.cast;
    play.earn(alice.accountId, play.numbers);
    return {
      actors: [[() => alice.choose(attemptId, play.one.numbers)], [() => anna.choose(attemptId, play.two.numbers)]],
      mayEnd: (live) =>
        [1, 2].includes(Object.keys(live).length) &&
        (play.one.numbers.some((id) => id in live) ? 1 : 2) === Object.keys(live).length,
    };
  },
  'choice: numbers that were not shared': async (play) => {
    const { alice } = play.cast;
    const { state, attemptId } = await alice.start({ choose: true });
    await alice.finish(play.login(alice, [play.two], { chooses: true }), state);
    return {
      actors: [[() => alice.choose(attemptId, play.one.numbers), () => alice.choose(attemptId, play.numbers)]],
      ends: nothing,
    };
  },
  'choice: a number that is live elsewhere': async (play) => {
    await connected(play, play.cast.bob);
    const { attemptId } = await choosing(play);
    return {
      actors: [[() => play.cast.alice.choose(attemptId, play.one.numbers)]],
      ends: linked(play.cast.bob.accountId, play.one.numbers),
    };
  },
  'choice: a number that another account connects meanwhile': async (play) => {
    const { attemptId } = await choosing(play);
    const { alice, bob } = play.cast;
    play.earn(alice.accountId, play.one.numbers);
    const his = await bob.start();
    const bobConnects = () => bob.finish(play.login(bob, [play.one]), his.state);
    return {
      actors: [[() => bobConnects()], [() => alice.choose(attemptId, play.one.numbers)]],
      mayEnd: (live) => Object.keys(live).join() === play.one.numbers.join(),
    };
  },
  'choice: too late': async (play) => {
    const { attemptId } = await choosing(play);
    await play.update('connectAttempts', { attemptId }, { 'choice.until': past });
    const late = [() => play.cast.alice.choose(attemptId, play.one.numbers)];
    return { actors: [late, late], ends: nothing };
  },
  'choice: before the login came back': async (play) => {
    const { attemptId } = await play.cast.alice.start({ choose: true });
    return { actors: [[() => play.cast.alice.choose(attemptId, play.one.numbers)]], ends: nothing };
  },
  'choice: by support staff, of numbers the account does not know': async (play) => {
    const { attemptId } = await choosing(play);
    return { actors: [[() => play.cast.sam.choose(attemptId, play.one.numbers)]], ends: nothing };
  },
  'choice: the callback again, by everybody, while one chooses': async (play) => {
    const { attemptId, code, state } = await choosing(play);
    const { alice, bob, anna } = play.cast;
    play.earn(alice.accountId, play.one.numbers);
    return {
      actors: [
        [() => alice.finish(code, state)],
        [() => bob.finish(code, state)],
        [() => anna.finish(code, state)],
        [() => alice.choose(attemptId, play.one.numbers)],
      ],
      ends: own(play),
    };
  },
  'choice: another account cancels and retries it': async (play) => {
    const { attemptId, state } = await choosing(play);
    const { bob } = play.cast;
    return { actors: [[() => bob.leave(state), () => bob.retry(attemptId)]], ends: nothing };
  },
};

/** Bringing numbers back. */
const reconnect: Record<string, Scenario> = {
  'reconnect: what was shared is another business’s number': async (play) => {
    await connected(play);
    const { alice } = play.cast;
    const { state } = await alice.start({ reconnect: play.one.numbers });
    return { actors: [[() => alice.finish(play.login(alice, [play.two]), state)]], ends: own(play) };
  },
  'reconnect: more was shared than named': async (play) => {
    await connected(play);
    const { alice } = play.cast;
    const { state } = await alice.start({ reconnect: play.one.numbers });
    return { actors: [[() => alice.finish(play.login(alice, [play.one, play.two]), state)]], ends: own(play) };
  },
  'reconnect: numbers of another account are named': async (play) => {
    await connected(play);
    const { bob } = play.cast;
    const { state } = await bob.start({ reconnect: play.one.numbers });
    return { actors: [[() => bob.finish(play.login(bob, [play.one]), String(state))]], ends: own(play) };
  },
  'reconnect: another account has code and state': async (play) => {
    await connected(play);
    const { alice, bob } = play.cast;
    const { state } = await alice.start({ reconnect: play.one.numbers });
    const code = play.login(alice, [play.one]);
    return { actors: [[() => bob.finish(code, state)], [() => alice.finish(code, state)]], ends: own(play) };
  },
};

/** Hand-over links. */
async function opened(play: Play, maker = play.cast.alice) {
  const link = await maker.handOver();
  const visitor = play.visitor();
  const { state } = await visitor.open(link.token);
  return { ...link, visitor, state, code: play.login(maker, [play.one]) };
}
const handover: Record<string, Scenario> = {
  'hand-over: opened by three browsers at once': async (play) => {
    const { token } = await play.cast.alice.handOver();
    const code = play.login(play.cast.alice, [play.one]);
    const browser = () => {
      const visitor = play.visitor();
      let state = '';
      return [
        async () => {
          state = String((await visitor.open(token)).state);
        },
        () => visitor.finishOpened(code, state),
      ];
    };
    return { actors: [browser(), browser(), browser()], ends: own(play) };
  },
  'hand-over: finished in another browser': async (play) => {
    const { code, state } = await opened(play);
    return { actors: [[() => play.visitor().finishOpened(code, state)]], ends: nothing };
  },
  'hand-over: finished with the cookie of another one': async (play) => {
    const [hers, his] = [await opened(play), await opened(play, play.cast.bob)];
    return {
      actors: [
        [() => his.visitor.finishOpened(hers.code, hers.state)],
        [() => hers.visitor.finishOpened(his.code, his.state)],
      ],
      ends: nothing,
    };
  },
  'hand-over: its state at the ordinary callback': async (play) => {
    const { code, state } = await opened(play);
    const { alice, anna, bob } = play.cast;
    return { actors: [alice, anna, bob].map((who) => [() => who.finish(code, state)]), ends: nothing };
  },
  'hand-over: an ordinary state at its callback': async (play) => {
    const { visitor } = await opened(play);
    const { code, state } = await aliceBegins(play);
    return { actors: [[() => visitor.finishOpened(code, state)]], ends: nothing };
  },
  'hand-over: the victim is signed in to another account': async (play) => {
    const { token } = await play.cast.bob.handOver();
    const { alice } = play.cast;
    const code = play.login(alice, [play.one]);
    let state = '';
    return {
      actors: [
        [
          async () => {
            state = String((await alice.open(token)).state);
          },
          () => alice.finishOpened(code, state),
        ],
      ],
      ends: nothing,
    };
  },
  'hand-over: begun signed out, finished signed in to another account': async (play) => {
    const { code, state, visitor } = await opened(play);
    const { bob } = play.cast;
    const headers = { Cookie: visitor.cookie ?? '' };
    return { actors: [[() => bob.send('POST', '/api/handover/finish', { code, state }, headers)]], ends: nothing };
  },
  'hand-over: taken back while it is used': async (play) => {
    const { code, state, visitor, id } = await opened(play);
    const { alice } = play.cast;
    return {
      actors: [[() => visitor.finishOpened(code, state)], [() => alice.takeBack(id)]],
      mayEnd: (live) => none(live) || Object.keys(live).join() === play.one.numbers.join(),
    };
  },
  'hand-over: taken back before': async (play) => {
    const { code, state, visitor, id } = await opened(play);
    await play.cast.alice.takeBack(id);
    return { actors: [[() => visitor.finishOpened(code, state)]], ends: nothing };
  },
  'hand-over: another account takes it back': async (play) => {
    const { code, state, visitor, id } = await opened(play);
    return { actors: [[() => play.cast.bob.takeBack(id)], [() => visitor.finishOpened(code, state)]], ends: own(play) };
  },
  'hand-over: too late': async (play) => {
    const { id, token } = await play.cast.alice.handOver();
    await play.update('handovers', { handoverId: id }, { expiresAt: past });
    const visitor = play.visitor();
    const code = play.login(play.cast.alice, [play.one]);
    return {
      actors: [[async () => visitor.finishOpened(code, String((await visitor.open(token)).state))]],
      ends: nothing,
    };
  },
  'hand-over: chosen by another browser': async (play) => {
    const { visitor, state } = await opened(play);
    const { alice } = play.cast;
    await visitor.finishOpened(play.login(alice, [play.two], { chooses: true }), state);
    const [number = ''] = play.two.numbers;
    play.earn(alice.accountId, [number]);
    const his = await opened(play, play.cast.bob);
    return {
      actors: [
        [() => his.visitor.chooseOpened(play.two.numbers)],
        [() => play.visitor().chooseOpened(play.two.numbers)],
        [() => visitor.chooseOpened([number])],
      ],
      ends: linked(alice.accountId, [number]),
    };
  },
  'hand-over: begun from a page of another site': async (play) => {
    const { token } = await play.cast.alice.handOver();
    const visitor = play.visitor();
    const code = play.login(play.cast.alice, [play.one]);
    const evil = { Origin: 'https://evil.test' };
    const open = () => visitor.send('POST', '/api/handover/start', { token }, evil);
    return { actors: [[async () => visitor.finishOpened(code, String((await open()).body.state))]], ends: nothing };
  },
  'hand-over: whoever made it is no member any more': async (play) => {
    const { code, state, visitor, attemptId } = { ...(await opened(play)), attemptId: '' };
    await play.update(
      'connectAttempts',
      { attemptId: String(state).split('.')[0] || attemptId },
      { userId: 'usr_gone' },
    );
    return { actors: [[() => visitor.finishOpened(code, state)]], ends: nothing };
  },
};

/** Sign-ups on Meta's hosted page: whom the operator assigns one to has earned it, by a number that the business said. */
async function shared(play: Play, ...accounts: { accountId: string }[]) {
  await play.signUpHosted();
  for (const { accountId } of accounts) play.earn(accountId, play.one.numbers);
  return (to: { accountId: string }, phone = play.phoneOf(play.one)) => [
    () => play.cast.operator.assign(play.one.wabaId, to.accountId, phone),
  ];
}
const onlyOne = (play: Play) => (live: Record<string, string>) => Object.keys(live).join() === play.one.numbers.join();
const hosted: Record<string, Scenario> = {
  'hosted: assigned to two accounts at once': async (play) => {
    const { alice, bob } = play.cast;
    const assign = await shared(play, alice, bob);
    return { actors: [assign(alice), assign(bob)], mayEnd: onlyOne(play) };
  },
  'hosted: assigned twice': async (play) => {
    const { alice } = play.cast;
    const assign = await shared(play, alice);
    return { actors: [assign(alice), assign(alice), [...assign(alice), ...assign(alice)]], ends: own(play) };
  },
  'hosted: another account connects the number by login meanwhile': async (play) => {
    const { alice, bob } = play.cast;
    const assign = await shared(play, alice);
    const { state } = await bob.start();
    return {
      actors: [assign(alice), [() => bob.finish(play.login(bob, [play.one]), state)]],
      mayEnd: onlyOne(play),
    };
  },
  'hosted: taken back at Meta meanwhile': async (play) => {
    const { alice } = play.cast;
    const assign = await shared(play, alice);
    return {
      actors: [assign(alice), [() => play.hear('PARTNER_REMOVED')]],
      mayEnd: (live) => none(live) || onlyOne(play)(live),
    };
  },
  'hosted: taken back at Meta before': async (play) => {
    const assign = await shared(play);
    await play.hear('PARTNER_REMOVED');
    return { actors: [assign(play.cast.alice), assign(play.cast.bob)], ends: nothing };
  },
  'hosted: the wrong account is chosen, whose number is another one': async (play) => {
    const { alice, bob } = play.cast;
    const assign = await shared(play, alice);
    return {
      actors: [assign(bob, play.phoneOf(play.two)), assign(alice)],
      mayEnd: (live) => none(live) || onlyOne(play)(live),
    };
  },
  'hosted: an owner assigns it to the own account': async (play) => {
    await shared(play);
    const { bob } = play.cast;
    const assign = () => bob.assign(play.one.wabaId, bob.accountId, play.phoneOf(play.one));
    return { actors: [[assign], [assign]], ends: nothing };
  },
};

export const linkingScenarios: Record<string, Scenario> = {
  ...ordinary,
  ...foreign,
  ...choice,
  ...reconnect,
  ...handover,
  ...hosted,
};
