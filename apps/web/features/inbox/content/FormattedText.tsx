import { safeLine } from '@switchboard/contracts';
import type { ReactNode } from 'react';
import { drawInOrder } from './drawInOrder';
import { type Block, formatted, type Inline, withLinks } from './formatting';

const tags = { bold: 'strong', italic: 'em', strike: 's' } as const;

function drawn(pieces: readonly Inline[]): ReactNode {
  return drawInOrder(pieces, (piece) => {
    if (piece.kind === 'text') return piece.text;
    if (piece.kind === 'code') {
      return (
        <code className="rounded bg-ink/[0.06] px-1 py-px font-mono text-[0.9em] dark:bg-ink/[0.1]">{piece.text}</code>
      );
    }
    if (piece.kind === 'link') {
      return (
        <a
          href={piece.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent-strong underline decoration-accent/50 underline-offset-2 hover:decoration-accent"
        >
          {/* Shown in reverse, an address would look like another one. */}
          <bdi>{safeLine(piece.text, piece.text.length)}</bdi>
        </a>
      );
    }
    const Tag = tags[piece.kind];
    return <Tag>{drawn(piece.children)}</Tag>;
  });
}

const withBreaks = (lines: readonly Inline[][]): ReactNode =>
  drawInOrder(lines, (line, index) => (
    <>
      {index > 0 ? '\n' : null}
      {drawn(line)}
    </>
  ));

function renderBlock(block: Block, isLast: boolean): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <>
          {withBreaks(block.lines)}
          {/* The line break before a list or a quote. */}
          {isLast ? null : '\n'}
        </>
      );
    case 'quote':
      return (
        <blockquote className="my-0.5 border-line border-s-[3px] ps-2 text-muted">{withBreaks(block.lines)}</blockquote>
      );
    case 'bullets':
      return (
        <ul className="my-0.5 list-disc ps-5">
          {drawInOrder(block.items, (item) => (
            <li>{drawn(item)}</li>
          ))}
        </ul>
      );
    case 'numbers':
      return (
        <ol className="my-0.5 list-decimal ps-7">
          {drawInOrder(block.items, ({ number, line }) => (
            <li value={number}>{drawn(line)}</li>
          ))}
        </ol>
      );
  }
}

export const PlainText = ({ text }: { text: string }) => drawn(withLinks(text));

/** A text with WhatsApp's formatting and links, as elements: nobody else's markup is used. */
export function FormattedText({ text }: { text: string }) {
  const blocks = formatted(text);
  return drawInOrder(blocks, (block, index) => renderBlock(block, index === blocks.length - 1));
}
