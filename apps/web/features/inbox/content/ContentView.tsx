import type { MessageContent } from '@switchboard/contracts';
import { ContactCards } from './ContactCards';
import { MediaContent } from './MediaContent';
import { MessageText } from './MessageText';
import {
  CallPermissionContent,
  ChoiceContent,
  FlowContent,
  LocationContent,
  OrderContent,
  PlaceholderContent,
  TemplateContent,
  UnsupportedContent,
} from './OtherContents';

export function ContentView({ content }: { content: MessageContent }) {
  switch (content.kind) {
    case 'text':
    case 'system':
      return <MessageText text={content.text} />;
    case 'media':
      return <MediaContent media={content.media} caption={content.caption} />;
    case 'location':
      return <LocationContent {...content} />;
    case 'contacts':
      return <ContactCards contacts={content.contacts} />;
    case 'choice':
      return <ChoiceContent {...content} />;
    case 'flow':
      return <FlowContent {...content} />;
    case 'order':
      return <OrderContent {...content} />;
    case 'template':
      return <TemplateContent {...content} />;
    case 'call_permission':
      return <CallPermissionContent {...content} />;
    case 'placeholder':
      return <PlaceholderContent />;
    case 'unsupported':
      return <UnsupportedContent {...content} />;
    // Lines of the thread have no bubble.
    case 'call':
    case 'handover':
      return null;
  }
}
