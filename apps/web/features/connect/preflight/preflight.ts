import { z } from 'zod';

export const preflightAnswers = z.object({
  phone: z.enum(['business_app', 'personal_app', 'nowhere']).nullable(),
  /** Full control of the business portfolio at Meta. */
  admin: z.enum(['yes', 'no']).nullable(),
  portfolio: z.enum(['own', 'operator']).nullable(),
  country: z.enum(['other', 'no_sharing', 'no_platform']).nullable(),
});
export type PreflightAnswers = z.infer<typeof preflightAnswers>;

export const noAnswers: PreflightAnswers = { phone: null, admin: null, portfolio: null, country: null };

export interface Question<Name extends keyof PreflightAnswers = keyof PreflightAnswers> {
  name: Name;
  question: string;
  options: readonly { value: NonNullable<PreflightAnswers[Name]>; words: string }[];
}

const ask = <Name extends keyof PreflightAnswers>(
  name: Name,
  question: string,
  options: Question<Name>['options'],
): Question<Name> => ({ name, question, options });

/**
 * Countries, as of 2026: Meta does not share numbers of Nigeria and South Africa with the phone app, and does not offer
 * the platform in those of the last row.
 */
export const questions = [
  ask('phone', 'Is the number used on a phone today?', [
    { value: 'business_app', words: 'In the WhatsApp Business app' },
    { value: 'personal_app', words: 'In the normal WhatsApp app' },
    { value: 'nowhere', words: 'No' },
  ]),
  ask('admin', 'Are you an admin of the business at Facebook?', [
    { value: 'yes', words: 'Yes, with full control' },
    { value: 'no', words: 'No, or not sure' },
  ]),
  ask('portfolio', 'Whose business portfolio is it at Meta?', [
    { value: 'own', words: 'Our own' },
    { value: 'operator', words: 'Of whoever runs this Switchboard' },
  ]),
  ask('country', 'Where is the number from?', [
    { value: 'other', words: 'Most countries' },
    { value: 'no_sharing', words: 'Nigeria or South Africa' },
    { value: 'no_platform', words: 'Cuba, Iran, North Korea or Syria' },
  ]),
] as const;

export interface Advice {
  /** `handover`: somebody else does it, by a link. `none`: it would not work. */
  path: 'new_number' | 'coexistence' | 'handover' | 'none';
  title: string;
  notes: readonly string[];
}

const sharingNotes = [
  'The number stays in the app. Chats are mirrored: what you write there appears here, and the other way round.',
  'It needs version 2.24.17 of the app or later, and the number must have been in use there for at least a week.',
  'Open the app at least every 13 days, or Meta ends the connection. At most 20 messages a second can be sent.',
];

/**
 * The way to connect that fits the answers, and what to know before.
 * @param popup Whether Meta's window can be opened; sharing a number with the phone app needs it.
 * @returns Null until every question has an answer, or one answer alone settles it.
 */
export function adviceFor(answers: PreflightAnswers, popup: boolean): Advice | null {
  const { phone, admin, portfolio, country } = answers;
  if (country === 'no_platform') {
    return {
      path: 'none',
      title: 'WhatsApp Business is not offered there',
      notes: ['Meta does not connect numbers of these countries. A number of another country works.'],
    };
  }
  if (portfolio === 'operator') {
    return {
      path: 'none',
      title: 'Meta greys this portfolio out',
      notes: [
        'The portfolio that owns the app cannot sign up with it. Use another portfolio of yours, or make a new one in Meta’s window.',
      ],
    };
  }
  if (admin === 'no') {
    return {
      path: 'handover',
      title: 'Let an admin of the business do it',
      notes: ['Make a link for them. They connect on their own device, and you see every step here.'],
    };
  }
  if (phone === null || admin === null || portfolio === null || country === null) return null;
  if (phone === 'business_app' && country !== 'no_sharing') {
    if (popup) return { path: 'coexistence', title: 'Share the number with the app', notes: sharingNotes };
    return {
      path: 'new_number',
      title: 'Use another number, or ask the operator',
      notes: [
        'Sharing a number with the phone app needs Meta’s signup window, which is not set up here.',
        'To connect this number all the same, delete its account in the app first. Its chats there are lost.',
      ],
    };
  }
  if (phone !== 'nowhere') {
    return {
      path: 'new_number',
      title: 'Free the number first',
      notes: [
        phone === 'personal_app'
          ? 'A number of the normal app cannot be shared. Move it to the WhatsApp Business app and wait a week, or delete its account in the app.'
          : 'Meta does not share numbers of this country with the app. Delete its account in the app first; its chats there are lost.',
        'Then connect it as a new number. It must be able to take a text message or a call.',
      ],
    };
  }
  return {
    path: 'new_number',
    title: 'Connect it as a new number',
    notes: ['Have the phone at hand: Meta sends a code by text message, or calls.'],
  };
}
