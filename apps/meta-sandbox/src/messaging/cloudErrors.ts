/** The texts of a refused call and of a failed message. */
const texts: Readonly<Record<number, readonly [title: string, details: string]>> = {
  130429: [
    'Rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number in a short period of time',
  ],
  130472: [
    "User's number is part of an experiment",
    "Failed to send message because this user's phone number is part of an experiment",
  ],
  130497: [
    'Business account is restricted from messaging users in this country',
    'Message failed to send because business is restricted from messaging users in this country',
  ],
  131000: ['Something went wrong', 'Message failed to send because of an unknown error'],
  131008: ['Required parameter is missing', 'A required parameter is missing'],
  131009: ['Parameter value is not valid', 'A parameter value is not valid'],
  131016: ['Service unavailable', 'A service is temporarily unavailable'],
  131021: ['Recipient cannot be sender', 'Sender and recipient phone number is the same'],
  131026: ['Message undeliverable', 'Message Undeliverable.'],
  131031: ['Business Account locked', 'The account has been locked'],
  131042: [
    'Business eligibility payment issue',
    'Message failed to send because there were one or more errors related to your payment method.',
  ],
  131047: [
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  ],
  131048: [
    'Spam rate limit hit',
    'Message failed to send because there are restrictions on how many messages can be sent from this phone number',
  ],
  131049: [
    'This message was not delivered to maintain healthy ecosystem engagement.',
    'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  ],
  131050: [
    'User has stopped receiving marketing messages',
    'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages from your business',
  ],
  131051: ['Unsupported message type', 'Message type is currently not supported'],
  131053: ['Media upload error', 'The media could not be uploaded'],
  131056: [
    '(Business Account, Consumer Account) pair rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time',
  ],
  131062: [
    'Business-scoped user ID recipients are not supported for this message',
    'Messages of this type cannot be sent to a business-scoped user ID. Send them to a phone number.',
  ],
  132000: [
    'Number of parameters does not match the expected number of params',
    'The number of variables does not match the template',
  ],
  132001: [
    'Template name does not exist in the translation',
    'The template does not exist in this language, or it is not approved',
  ],
  132012: [
    'Parameter format does not match format in the created template',
    'The parameters are not of the kind the template asks for',
  ],
  132018: [
    'There is an issue with the parameters in your template',
    'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
  ],
  133010: ['Phone number not registered', 'The phone number is not registered on the platform'],
};

export interface CloudErrorText {
  title: string;
  details: string;
}

export function cloudErrorText(code: number): CloudErrorText {
  const [title, details] = texts[code] ?? ['Something went wrong', 'An error that was set in the sandbox'];
  return { title, details };
}
