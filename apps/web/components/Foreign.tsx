import { safeLine } from '@switchboard/contracts';

interface ForeignProps {
  /** What somebody else wrote, in one line. */
  text: string;
  /** What it is drawn as: within a sentence a `bdi`, which changes nothing around it. */
  as?: 'bdi' | 'span' | 'p' | 'dt' | 'h1' | 'h2';
  /** Characters shown at most. */
  most?: number;
  className?: string;
  id?: string;
  title?: string;
}

/**
 * A name, a title or a line that a customer, a business or Meta wrote. It has a direction of its own, and nothing in it
 * turns, hides or draws over what stands beside it. Whole messages are `MessageText`; places without markup (labels,
 * titles, notifications) take `isolated` of the contracts.
 */
export function Foreign({ text, as: Tag = 'bdi', most, ...rest }: ForeignProps) {
  return (
    // A `bdi` has its own direction by itself.
    <Tag {...rest} dir={Tag === 'bdi' ? undefined : 'auto'}>
      {safeLine(text, most)}
    </Tag>
  );
}
