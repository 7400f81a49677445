import { safeLine } from '@switchboard/contracts';

interface ForeignProps {
  /** One line that somebody else wrote. */
  text: string;
  /** Within a sentence a `bdi`, which does not affect the text around it. */
  as?: 'bdi' | 'span' | 'p' | 'dt' | 'h1' | 'h2';
  /** Characters that are shown. */
  maxLength?: number;
  className?: string;
  id?: string;
  title?: string;
}

/**
 * A name, title or line of a customer, a business or Meta. It has its own direction, and nothing in it turns, hides or
 * covers what is beside it. `MessageText` draws whole messages; text without markup takes `isolated` of the contracts.
 */
export function Foreign({ text, as: Tag = 'bdi', maxLength, ...rest }: ForeignProps) {
  return (
    // A `bdi` finds its own direction.
    <Tag {...rest} dir={Tag === 'bdi' ? undefined : 'auto'}>
      {safeLine(text, maxLength)}
    </Tag>
  );
}
