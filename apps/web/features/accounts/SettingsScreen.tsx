'use client';

import { useState } from 'react';
import { PageHeader } from '@/components/PageHeader';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/Tabs';
import { PhoneNumbersSection } from '@/features/numbers/PhoneNumbersSection';
import { BusinessSection } from './BusinessSection';
import { PasswordSection } from './PasswordSection';
import { ProfileSection } from './ProfileSection';
import { type SettingsSection, settingsSectionOf, settingsSections } from './settingsSections';
import { TeamSection } from './TeamSection';

const words: Record<SettingsSection, string> = {
  profile: 'Profile',
  business: 'Business',
  numbers: 'Phone numbers',
  team: 'Team',
};

/** @param section The section to begin with. */
export function SettingsScreen({ section }: { section: SettingsSection }) {
  const [shown, setShown] = useState(section);
  const show = (value: string) => {
    const next = settingsSectionOf(value);
    setShown(next);
    // So that a reload, or a link sent to a colleague, opens the same section.
    window.history.replaceState(null, '', `?section=${next}`);
  };
  return (
    <>
      <PageHeader title="Settings" description="You, your business, its numbers and its team." />
      <Tabs value={shown} onValueChange={show}>
        <TabsList aria-label="Sections of the settings">
          {settingsSections.map((name) => (
            <TabsTrigger key={name} value={name}>
              {words[name]}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="profile" className="space-y-5">
          <ProfileSection />
          <PasswordSection />
        </TabsContent>
        <TabsContent value="business">
          <BusinessSection />
        </TabsContent>
        <TabsContent value="numbers">
          <PhoneNumbersSection />
        </TabsContent>
        <TabsContent value="team" className="space-y-5">
          <TeamSection />
        </TabsContent>
      </Tabs>
    </>
  );
}
