import type { Connection, InferSchemaType, Model } from 'mongoose';
import { Schema } from 'mongoose';

const userSchema = new Schema(
  {
    userId: { type: String, required: true, unique: true },
    /** Lower case. */
    email: { type: String, required: true, unique: true },
    name: { type: String, required: true },
    /** Absent: nobody has proved that the address is theirs. */
    emailConfirmedAt: { type: Date, required: false },
    /** Lower case. Replaces the address when it is confirmed. */
    newEmail: { type: String, required: false },
    passwordHash: { type: String, required: true, select: false },
  },
  { timestamps: true, collection: 'users' },
);
export type UserRecord = InferSchemaType<typeof userSchema>;
export const userModel = (connection: Connection): Model<UserRecord> =>
  connection.model<UserRecord>('User', userSchema);
