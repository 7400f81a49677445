import type { NumberDto, StatusReply } from '@switchboard/contracts';
import { Foreign } from '@/components/Foreign';
import { byWhatsAppAccount } from '@/lib/statusNumbers';
import { NumberCard } from './NumberCard';

interface NumberGroupsProps {
  numbers: readonly NumberDto[];
  may: StatusReply['may'];
  onDisconnect: (phoneNumberIds: readonly string[]) => void;
}

export function NumberGroups({ numbers, may, onDisconnect }: NumberGroupsProps) {
  const groups = byWhatsAppAccount(numbers.filter((number) => number.isActive)).map((group) => ({
    key: group.wabaId,
    title: group.wabaName ?? `WhatsApp account ${group.wabaId}`,
    numbers: group.numbers,
  }));
  const disconnected = numbers.filter((number) => !number.isActive);
  if (disconnected.length > 0) groups.push({ key: 'disconnected', title: 'Disconnected', numbers: disconnected });
  return groups.map((group) => (
    <section key={group.key} aria-labelledby={`group-${group.key}`} className="mt-8">
      <h2 id={`group-${group.key}`} className="mb-3 font-semibold text-ink text-sm">
        <Foreign text={group.title} />
      </h2>
      <div className="space-y-4">
        {group.numbers.map((number) => (
          <NumberCard
            key={number.phoneNumberId}
            number={number}
            may={may}
            onDisconnect={() => onDisconnect([number.phoneNumberId])}
          />
        ))}
      </div>
    </section>
  ));
}
