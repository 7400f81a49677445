import { HomeRedirect } from '@/features/accounts/HomeRedirect';

export default function RootPage() {
  return <HomeRedirect />;
}
