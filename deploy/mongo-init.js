// Run by mongosh before each release step: makes the database a replica set of one, and its user what compose.yaml says.
const { MONGO_ROOT_PASSWORD, MONGO_PASSWORD } = process.env;
const password = encodeURIComponent(MONGO_ROOT_PASSWORD);

/** The server may still be starting: it is asked for a minute. */
function connectAdmin() {
  for (const giveUpAt = Date.now() + 60_000; ; sleep(1000)) {
    try {
      return connect(`mongodb://root:${password}@mongo:27017/admin?directConnection=true`);
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
  }
}
const admin = connectAdmin();
try {
  admin.runCommand({ replSetGetStatus: 1 });
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  admin.runCommand({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] } });
}
while (!admin.hello().isWritablePrimary) sleep(200);

const database = admin.getSiblingDB('switchboard');
const roles = [{ role: 'readWrite', db: 'switchboard' }];
if (database.getUser('switchboard')) database.updateUser('switchboard', { pwd: MONGO_PASSWORD, roles });
else database.createUser({ user: 'switchboard', pwd: MONGO_PASSWORD, roles });
