import type { Connection, InferSchemaType, Model } from 'mongoose';
import { Schema } from 'mongoose';

const accountSchema = new Schema(
  {
    accountId: { type: String, required: true, unique: true },
    name: { type: String, required: true },
    /** WhatsApp Business Account of the first connected number; absent while nothing is connected. */
    wabaId: { type: String, index: { sparse: true } },
    /** Absent: no owner has chosen. */
    permissions: {
      type: new Schema({ supportMayRevoke: Boolean, supportMayHandOver: Boolean }, { _id: false }),
      required: false,
    },
    ownersNeedSecondFactor: Boolean,
  },
  { timestamps: true, collection: 'accounts' },
);
export type AccountRecord = InferSchemaType<typeof accountSchema>;
export const accountModel = (connection: Connection): Model<AccountRecord> =>
  connection.model<AccountRecord>('Account', accountSchema);
