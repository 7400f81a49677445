import type { NoticeDto, NumberDto } from '@switchboard/contracts';

export function pickNotices(
  number: Pick<NumberDto, 'phoneNumberId' | 'wabaId'>,
  notices: readonly NoticeDto[],
): NoticeDto[] {
  return notices
    .filter(({ phoneNumberId, wabaId }) =>
      phoneNumberId === null ? wabaId === number.wabaId : phoneNumberId === number.phoneNumberId,
    )
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
