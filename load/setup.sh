#!/usr/bin/env bash
# Installs what is measured beside us, and builds the application. Needs Node and JDK 25 (JAVA_HOME, or java on the path).
set -euo pipefail
cd "$(dirname "$0")"
sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
for tool in nginx wrk curl; do
  command -v $tool >/dev/null || { $sudo apt-get update; $sudo apt-get install -y --no-install-recommends nginx-light wrk curl; }
done
# With the newest @hono/node-server that it admits, its streams end in "immutable".
mkdir -p target/portkey
cp portkey.json target/portkey/package.json
(cd target/portkey && npm install --no-audit --no-fund)
(cd .. && mvn -B -ntp -q -pl load -am package -DskipTests)
