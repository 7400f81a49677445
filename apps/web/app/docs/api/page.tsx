import 'swagger-ui-dist/swagger-ui.css';
import type { Metadata } from 'next';
import { ReferenceScreen } from '@/features/reference/ReferenceScreen';

export const metadata: Metadata = { title: 'API reference' };

export default function ReferencePage() {
  return <ReferenceScreen />;
}
