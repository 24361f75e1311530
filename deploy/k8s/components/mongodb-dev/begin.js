// Run by the startup probe until it succeeds: makes the replica set of one, and its first user.
const admin = db.getSiblingDB("admin");
const password = require("fs").readFileSync("/etc/xuncha/store/root", "utf8").trim();
try {
  admin.auth("root", password);
} catch (refused) {
  try {
    rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongodb-0.mongodb:27017" }] });
  } catch (already) {}
  if (!db.hello().isWritablePrimary) quit(1);
  admin.createUser({ user: "root", pwd: password, roles: ["root"] });
}
if (!db.hello().isWritablePrimary) quit(1);
