// Run once by the image of mongod, on an empty store: the user of the services.
db.getSiblingDB("admin").createUser({
  user: "xuncha",
  pwd: require("fs").readFileSync("/tmp/xuncha/store", "utf8").trim(),
  roles: [{ role: "readWrite", db: "xuncha" }],
});
