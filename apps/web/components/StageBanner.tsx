/** On every page of an installation that is not the customers' one: what happens here, and to whom. */
export function StageBanner({ isSimulated }: { isSimulated: boolean }) {
  return (
    <p
      data-stage-banner
      className="sticky top-0 z-[55] h-(--banner-height) truncate border-line border-b bg-warn-soft px-4 text-center font-medium text-warn-ink text-xs leading-7"
    >
      {isSimulated ? 'Staging: nothing here reaches WhatsApp' : 'Staging: messages reach real people on WhatsApp'}
    </p>
  );
}
