# A Docker engine of this build's own, for the tests of the image; stopped when the build ends.
if ! command -v dockerd >/dev/null || ! command -v crun >/dev/null || ! command -v iptables >/dev/null; then
  install_packages docker.io crun iptables
fi
docker_home="$(mktemp -d /tmp/llm-failover-docker.XXXXXX)"
export DOCKER_HOST="unix://$docker_home/docker.sock"

setsid dockerd --data-root "$docker_home/data" --exec-root "$docker_home/exec" -H "$DOCKER_HOST" -p "$docker_home/pid" \
  --ip 127.0.0.1 >"$docker_home/log" 2>&1 &

stop_docker() {
  if [[ -f "$docker_home/pid" ]]; then
    local pid
    pid="$(cat "$docker_home/pid")"
    kill "$pid"
    # It removes the networks and their rules first.
    timeout 30 tail --pid="$pid" -f /dev/null || true
  fi
  rm -rf "$docker_home"
}
trap stop_docker EXIT

docker_answers() {
  curl --silent --fail --output /dev/null --unix-socket "$docker_home/docker.sock" http://localhost/_ping
}
for _ in $(seq 100); do
  if docker_answers; then break; fi
  sleep 0.2
done
if docker_answers; then
  # What Testcontainers would pull an image for, which CI cannot: its own cleaner, and finding out how to reach containers.
  export TESTCONTAINERS_RYUK_DISABLED=true
  export TESTCONTAINERS_HOST_OVERRIDE=localhost
  # Switches on the profile "containers".
  export LLM_FAILOVER_CONTAINERS=true
else
  echo "Docker does not run here, so the tests in containers are skipped:" >&2
  tail -n 5 "$docker_home/log" >&2
  unset DOCKER_HOST
fi
