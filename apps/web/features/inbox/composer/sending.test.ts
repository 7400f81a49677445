import { describe, expect, it } from 'vitest';
import { planMessages } from './planMessages';
import { checkFile } from './uploadCheck';

const MB = 1024 * 1024;

describe('a chosen file', () => {
  it('is taken when WhatsApp takes it', () => {
    expect(checkFile({ name: 'rose.jpg', type: 'image/jpeg', size: 5 * MB })).toEqual({ ok: true, kind: 'image' });
    expect(checkFile({ name: 'list.xlsx', type: '', size: 10 })).toEqual({ ok: true, kind: 'document' });
  });

  it('is refused with the limit in words', () => {
    expect(checkFile({ name: 'rose.jpg', type: 'image/jpeg', size: 6 * MB })).toEqual({
      ok: false,
      reason: 'Pictures can have up to 5 MB; this one has 6 MB.',
    });
    expect(checkFile({ name: 'a.exe', type: 'application/x-msdownload', size: 1 })).toMatchObject({ ok: false });
    expect(checkFile({ name: 'a.txt', type: 'text/plain', size: 0 })).toEqual({
      ok: false,
      reason: 'The file is empty.',
    });
  });
});

describe('one press of Send', () => {
  const plan = (text: string, files: Parameters<typeof planMessages>[0]['files'], replyTo: string | null = null) => {
    let ids = 0;
    return planMessages({ text, files, replyTo, newId: () => `id${++ids}` });
  };
  const image = { mediaId: 'med_1', kind: 'image' } as const;
  const audio = { mediaId: 'med_2', kind: 'audio' } as const;

  it('sends words alone', () => {
    expect(plan(' Hello ', [], 'msg_1')).toEqual([{ clientId: 'id1', type: 'text', text: 'Hello', replyTo: 'msg_1' }]);
    expect(plan('  ', [])).toEqual([]);
  });

  it('puts the words under the first file, and answers with it', () => {
    expect(plan('Look', [image, audio], 'msg_1')).toEqual([
      { clientId: 'id1', type: 'media', mediaId: 'med_1', caption: 'Look', replyTo: 'msg_1' },
      { clientId: 'id2', type: 'media', mediaId: 'med_2' },
    ]);
  });

  it('sends the words after a file that cannot carry them', () => {
    expect(plan('Listen', [audio]).map(({ type }) => type)).toEqual(['media', 'text']);
    expect(plan('x'.repeat(1_025), [image]).map(({ type }) => type)).toEqual(['media', 'text']);
  });
});
