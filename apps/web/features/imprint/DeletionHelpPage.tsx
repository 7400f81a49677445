import type { ImprintReply } from '@switchboard/contracts';
import { Email, List, PublicPage, Section } from './PublicPage';
import { RequestCode } from './RequestCode';

/** How people have their data deleted: by Meta, in the product, or by asking. */
export function DeletionHelpPage({ imprint }: { imprint: ImprintReply }) {
  const { company } = imprint;
  return (
    <PublicPage title="Deletion of your data" imprint={imprint}>
      <p className="mt-3 text-muted">Which way is yours depends on how you came here.</p>
      <Section title="You logged in with Facebook to connect WhatsApp">
        <List>
          <li>
            On Facebook: <i>Settings → Business integrations</i>. Choose the app, press <i>Remove</i>, and ask there to
            have your data deleted.
          </li>
          <li>
            A business removes the app in Meta’s <i>Business settings → Integrations → Connected apps</i>.
          </li>
        </List>
        <p>
          Meta then gives you a code and an address here, at which you can follow the deletion to its end. Everything
          that came with your login goes: numbers, messages, files, names and the access itself. It does not reach
          backups, which are overwritten in their turn.
        </p>
        <RequestCode />
      </Section>
      <Section title="You work for a business that uses Switchboard">
        <p>
          An owner of your account can take you off the team, and can disconnect numbers, which destroys the access to
          them. To have the account deleted, {company ? 'write to ' : 'ask whoever runs this installation'}
          {company ? <Email address={company.email} /> : null}.
        </p>
      </Section>
      <Section title="You wrote to a business on WhatsApp">
        <p>
          Ask that business first: your messages are its own.
          {company === null ? null : (
            <>
              {' '}
              If it does not answer, write to <Email address={company.email} />, with the number of the business and
              yours.
            </>
          )}
        </p>
      </Section>
    </PublicPage>
  );
}
