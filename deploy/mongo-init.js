// Run by mongosh before each release step: makes the database a replica set of one, and its user what compose.yaml says.
const { MONGO_ROOT_PASSWORD, MONGO_PASSWORD } = process.env;
const password = encodeURIComponent(MONGO_ROOT_PASSWORD);
const admin = connect(`mongodb://root:${password}@mongo:27017/admin?directConnection=true`);
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
