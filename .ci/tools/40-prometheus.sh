# Prometheus and its promtool. Unpacked rather than installed, since installing it starts a server that nobody asked for.
if ! command -v prometheus >/dev/null || ! command -v promtool >/dev/null; then
  if [[ ! -x "$tools/prometheus/usr/bin/promtool" ]]; then
    update_packages
    mkdir -p "$tools/prometheus"
    (cd "$tools/prometheus" && apt-get download prometheus && dpkg -x prometheus_*.deb . && rm prometheus_*.deb)
  fi
  export PATH="$tools/prometheus/usr/bin:$PATH"
fi
