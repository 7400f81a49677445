import type { ImprintReply } from '@switchboard/contracts';
import Link from 'next/link';
import { Company, List, linkStyles, PublicPage, Section } from './PublicPage';

/** What is kept here, why and how long: what the product does, in the operator's name. The law of a country is not in it. */
export function PrivacyPage({ imprint }: { imprint: ImprintReply }) {
  const { company, policyUrl, keepDeliveriesDays } = imprint;
  return (
    <PublicPage title="Privacy" imprint={imprint}>
      <p className="mt-3 text-muted">
        With Switchboard, businesses connect their WhatsApp numbers and answer their customers. This page says what is
        kept about whom, and for how long.
      </p>
      {policyUrl === null ? null : (
        <p className="mt-3">
          The whole policy of whoever runs this installation:{' '}
          <a href={policyUrl} className={`${linkStyles} [overflow-wrap:anywhere]`}>
            {policyUrl}
          </a>
        </p>
      )}
      <Section title="Who is responsible">
        <Company company={company} />
        <p>
          For what customers of a business write, that business is responsible. It is kept here on the business’s
          behalf, and each business sees its own alone.
        </p>
      </Section>
      <Section title="If you work for a business that uses Switchboard">
        <List>
          <li>Your name, your e-mail address and your password, the latter only as a hash.</li>
          <li>Where and with which browser you are logged in, and your second factors, if you have any.</li>
          <li>What you changed, in the account’s log: it is kept with the account.</li>
          <li>Alerts for 400 days, and what was mailed to you for 30.</li>
        </List>
      </Section>
      <Section title="If you connected a WhatsApp account">
        <p>You log in at Meta. Switchboard never sees your password there. From Meta it receives:</p>
        <List>
          <li>names and ids of the WhatsApp accounts and numbers you shared, and of the business they belong to,</li>
          <li>an id that stands for you in this app,</li>
          <li>an access to what you shared, which is kept encrypted, and destroyed after you disconnect.</li>
        </List>
        <p>It is used to show whether your numbers work, and to receive and send their messages.</p>
      </Section>
      <Section title="If you wrote to a business on WhatsApp">
        <List>
          <li>Your phone number or username and the name you go by on WhatsApp.</li>
          <li>Messages and files between you and the business, and whether they were delivered and read.</li>
          <li>Whether you want advertising from the business.</li>
        </List>
        <p>
          Messages stay until the business’s data is deleted. What Meta delivered is kept as it came for{' '}
          {keepDeliveriesDays} days, so that nothing gets lost.
        </p>
      </Section>
      <Section title="Who else has it">
        <p>
          Messages travel through Meta, which runs WhatsApp under its own terms. Switchboard passes data on to nobody
          else, and uses none for advertising. There are no trackers on these pages; the cookies here keep you logged
          in.
        </p>
      </Section>
      <Section title="Your rights">
        <p>
          You may ask what is kept about you, have it corrected and have it deleted.{' '}
          <Link href="/data-deletion" className={linkStyles}>
            How to have your data deleted
          </Link>
        </p>
      </Section>
    </PublicPage>
  );
}
