import type { ErrorCode } from '@switchboard/contracts';
import { type ApiError, asApiError, readMessage } from '@/lib/apiError';

/** Where the message of a refused form belongs: at one of its fields, or above the form. */
export type FormProblem<Field extends string> = { field: Field; message: string } | { field: null; error: ApiError };

/** @param fields Which of the form's fields each code is about. */
export function formProblem<Field extends string>(
  thrown: unknown,
  fields: Partial<Record<ErrorCode, Field>>,
): FormProblem<Field> {
  const error = asApiError(thrown);
  const field = error.isTransport ? undefined : fields[error.code as ErrorCode];
  return field === undefined ? { field: null, error } : { field, message: readMessage(error) };
}
