'use client';

import { Card, CardBody, CardHeader } from '@/components/ui/Card';
import { NotificationChoices } from './NotificationChoices';

export function NotificationSection() {
  return (
    <Card aria-labelledby="notifications-title">
      <CardHeader
        id="notifications-title"
        title="Notifications"
        description="How this browser tells you that a customer wrote."
      />
      <CardBody className="max-w-xl">
        <NotificationChoices />
      </CardBody>
    </Card>
  );
}
