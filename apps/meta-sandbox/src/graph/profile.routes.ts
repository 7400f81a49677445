import type { BusinessProfile } from '../state/storefronts.js';
import { authorizeMessaging, authorizeNumber } from './access.js';
import { selectFields } from './fields.js';
import { badParameter, notServed } from './graphError.js';
import type { GraphHandler, GraphParams, GraphRoute } from './graphRequest.js';
import { listIn } from './listParameter.js';
import { requireWhatsApp, textUpTo } from './parameterRules.js';

const verticals = [
  ...['ALCOHOL', 'APPAREL', 'AUTO', 'BEAUTY', 'EDU', 'ENTERTAIN', 'EVENT_PLAN', 'FINANCE', 'GOVT', 'GROCERY', 'HEALTH'],
  ...['HOTEL', 'MATRIMONY_SERVICE', 'NONPROFIT', 'ONLINE_GAMBLING', 'OTC_DRUGS', 'OTHER', 'PHYSICAL_GAMBLING'],
  ...['PROF_SERVICES', 'RESTAURANT', 'RETAIL', 'TRAVEL', 'UNDEFINED'],
];

const profileNode = (id: string, profile: BusinessProfile) => ({
  id,
  messaging_product: 'whatsapp',
  about: profile.about,
  address: profile.address,
  description: profile.description,
  email: profile.email,
  profile_picture_url: undefined,
  websites: profile.websites,
  vertical: profile.vertical,
});

const read: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  const node = profileNode(number.id, state.storefronts.of(number.id).profile);
  const everything = Object.keys(node).filter((name) => name !== 'id');
  const { id: _id, ...profile } = selectFields(
    node,
    'WhatsAppBusinessProfile',
    request.params.text('fields'),
    everything,
  );
  return { data: [{ ...profile, messaging_product: 'whatsapp' }] };
};

function websitesIn(params: GraphParams): string[] | undefined {
  if (params.value('websites') === undefined) return undefined;
  const websites = listIn(params, 'websites').filter((website) => website !== '');
  if (websites.length > 2) throw badParameter('websites: at most 2');
  const wrong = websites.find((website) => website.length > 256 || !/^https?:\/\//i.test(website));
  if (wrong !== undefined) throw badParameter('websites: each must be a URL of at most 256 characters');
  return websites;
}

/** Changes named fields. Pictures need a resumable upload, which the sandbox does not have. */
const update: GraphHandler = (request, state) => {
  const number = authorizeMessaging(request, state);
  const { params } = request;
  requireWhatsApp(params);
  if (params.value('profile_picture_handle') !== undefined) throw notServed('POST', 'profile_picture_handle');
  const about = textUpTo(params, 'about', 139);
  if (about === '') throw badParameter('about must not be empty');
  const vertical = params.text('vertical');
  if (vertical !== undefined && !verticals.includes(vertical)) {
    throw badParameter(`vertical must be one of {${verticals.join(', ')}}`);
  }
  const changes: BusinessProfile = {
    about,
    address: textUpTo(params, 'address', 256),
    description: textUpTo(params, 'description', 512),
    email: textUpTo(params, 'email', 128),
    vertical,
    websites: websitesIn(params),
  };
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(state.storefronts.of(number.id).profile, Object.fromEntries(named));
  return { success: true };
};

export const profileRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{phone}/whatsapp_business_profile', handle: read },
  { method: 'POST', edge: '{phone}/whatsapp_business_profile', handle: update },
];
