import { z } from 'zod';
import type { Automation } from '../state/storefronts.js';
import { authorizeNumber } from './access.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { fitting, yesOrNo } from './parameterRules.js';

const prompts = z.array(z.string().min(1).max(80)).max(4);
const commands = z
  .array(z.strictObject({ command_name: z.string().min(1).max(32), command_description: z.string().min(1).max(256) }))
  .max(30);

/** The field `conversational_automation` of a number; undefined when nothing is set. */
export function automationNode(phoneNumberId: string, { isWelcoming, prompts, commands }: Automation) {
  if (!isWelcoming && prompts.length === 0 && commands.length === 0) return undefined;
  return {
    id: phoneNumberId,
    enable_welcome_message: isWelcoming,
    prompts,
    commands: commands.map(({ name, description }) => ({ command_name: name, command_description: description })),
  };
}

/** Changes named fields: up to 4 prompts of 80 characters, 30 commands of 32 and 256 (meta-platform 17.7). */
const automate: GraphHandler = (request, state) => {
  const { automation } = state.storefronts.of(authorizeNumber(request, state).id);
  const { params } = request;
  const has = (name: string) => params.value(name) !== undefined;
  automation.isWelcoming = yesOrNo(params, 'enable_welcome_message') ?? automation.isWelcoming;
  if (has('prompts')) automation.prompts = fitting(prompts, params.structure('prompts'), 'prompts');
  if (has('commands')) {
    const given = fitting(commands, params.structure('commands'), 'commands');
    automation.commands = given.map((each) => ({ name: each.command_name, description: each.command_description }));
  }
  return { success: true };
};

const readCommerce: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  const { isCartEnabled, isCatalogVisible } = state.storefronts.of(number.id).commerce;
  return { data: [{ is_cart_enabled: isCartEnabled, is_catalog_visible: isCatalogVisible, id: number.id }] };
};

const changeCommerce: GraphHandler = (request, state) => {
  const { commerce } = state.storefronts.of(authorizeNumber(request, state).id);
  commerce.isCartEnabled = yesOrNo(request.params, 'is_cart_enabled') ?? commerce.isCartEnabled;
  commerce.isCatalogVisible = yesOrNo(request.params, 'is_catalog_visible') ?? commerce.isCatalogVisible;
  return { success: true };
};

export const storefrontRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{phone}/conversational_automation', handle: automate },
  { method: 'GET', edge: '{phone}/whatsapp_commerce_settings', handle: readCommerce },
  { method: 'POST', edge: '{phone}/whatsapp_commerce_settings', handle: changeCommerce },
];
