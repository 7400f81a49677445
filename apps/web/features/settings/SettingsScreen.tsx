'use client';

import { useState } from 'react';
import { PageHeader } from '@/components/PageHeader';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/Tabs';
import { BusinessSection } from '@/features/accounts/BusinessSection';
import { EmailSection } from '@/features/accounts/EmailSection';
import { PasswordSection } from '@/features/accounts/PasswordSection';
import { ProfileSection } from '@/features/accounts/ProfileSection';
import { SupportPermissionsSection } from '@/features/accounts/SupportPermissionsSection';
import { SecuritySection } from '@/features/accounts/secondFactor/SecuritySection';
import { type SettingsSection, sectionsFor, toSettingsSection } from '@/features/accounts/settingsSections';
import { SessionsSection } from '@/features/accounts/signedIn/SessionsSection';
import { TeamSection } from '@/features/accounts/TeamSection';
import { AuditSection } from '@/features/audit/AuditSection';
import { NotificationSection } from '@/features/inbox/live/NotificationSection';
import { PhoneNumbersSection } from '@/features/numbers/PhoneNumbersSection';
import { useMay } from '@/lib/useSession';

const words: Record<SettingsSection, string> = {
  profile: 'Profile',
  security: 'Security',
  business: 'Business',
  numbers: 'Phone numbers',
  team: 'Team',
  audit: 'Audit log',
};

export function SettingsScreen({ section }: { section: SettingsSection }) {
  const mayAudit = useMay('audit.read');
  const mayPermit = useMay('permissions.change');
  const sections = sectionsFor({ mayAudit });
  const [chosen, setChosen] = useState(section);
  const shown = sections.includes(chosen) ? chosen : 'profile';
  const show = (value: string) => {
    const next = toSettingsSection(value);
    setChosen(next);
    // A reload or a link opens this section again.
    window.history.replaceState(null, '', `?section=${next}`);
  };
  return (
    <>
      <PageHeader title="Settings" description="You, your business, its numbers and its team." />
      <Tabs value={shown} onValueChange={show}>
        <TabsList aria-label="Sections of the settings">
          {sections.map((name) => (
            <TabsTrigger key={name} value={name}>
              {words[name]}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="profile" className="space-y-5">
          <ProfileSection />
          <EmailSection />
          <NotificationSection />
          <PasswordSection />
          <SessionsSection />
        </TabsContent>
        <TabsContent value="security" className="space-y-5">
          <SecuritySection />
        </TabsContent>
        <TabsContent value="business">
          <BusinessSection />
        </TabsContent>
        <TabsContent value="numbers">
          <PhoneNumbersSection />
        </TabsContent>
        <TabsContent value="team" className="space-y-5">
          <TeamSection />
          {mayPermit ? <SupportPermissionsSection /> : null}
        </TabsContent>
        {mayAudit ? (
          <TabsContent value="audit">
            <AuditSection />
          </TabsContent>
        ) : null}
      </Tabs>
    </>
  );
}
