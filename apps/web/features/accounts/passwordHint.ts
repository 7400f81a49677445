export const passwordHint = 'At least 10 characters. A few unrelated words make a good one.';
