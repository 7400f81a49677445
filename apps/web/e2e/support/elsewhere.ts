import { type Customers, FIRST_NUMBER } from './customers';

type Role = 'customer_service' | 'marketing' | 'ai_agent' | 'escalation';

/** What happens in conversations besides messages, through the sandbox's control API: who answers, groups, calls, wishes. */
export class Elsewhere {
  constructor(
    private readonly url: string,
    private readonly customers: Customers,
  ) {}

  private async call<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`${this.url}/__sandbox${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Meta's agent answers first on the number, with routing set up or without; `roles` are ours. */
  agentOn = (roles: Role[] = ['customer_service', 'escalation'], isConfigured = true) =>
    this.call(`/numbers/${FIRST_NUMBER}/routing`, { agentIsOn: true, isConfigured, ourRoles: roles });
  agentOff = () => this.call(`/numbers/${FIRST_NUMBER}/routing`, { agentIsOn: false, isConfigured: false });
  /** The agent says something to a customer. */
  agentSays = async (customerId: string, body: string): Promise<void> => {
    const content = { type: 'text', body };
    await this.call('/responders/answer', { customerId, phoneNumberId: FIRST_NUMBER, content });
    await this.customers.idle();
  };
  handsOver = async (customerId: string, summary?: string, role: Role = 'customer_service'): Promise<void> => {
    await this.call('/responders/hand-over', { customerId, phoneNumberId: FIRST_NUMBER, role, summary });
    await this.customers.idle();
  };
  calls = (
    customerId: string,
    call: { answered?: boolean; durationSeconds?: number; by?: 'business'; at?: number } = {},
  ) => this.call(`/customers/${customerId}/call`, { phoneNumberId: FIRST_NUMBER, ...call });
  /** Marketing is wanted no longer, or again. */
  prefers = async (customerId: string, value: 'stop' | 'resume'): Promise<void> => {
    await this.call(`/customers/${customerId}/prefer`, { phoneNumberId: FIRST_NUMBER, value });
    await this.customers.idle();
  };
  /** @returns the group's id. */
  group = async (customerIds: string[]): Promise<string> =>
    (await this.call<{ id: string }>('/groups', { phoneNumberId: FIRST_NUMBER, subject: 'Choir', customerIds })).id;
  saysInGroup = (groupId: string, customerId: string, body: string) =>
    this.call(`/customers/${customerId}/write`, {
      phoneNumberId: FIRST_NUMBER,
      groupId,
      content: { type: 'text', body },
    });
}
