import { Splash } from '@/components/Splash';

export default function Loading() {
  return <Splash />;
}
