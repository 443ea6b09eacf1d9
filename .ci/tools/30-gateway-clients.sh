# The clients that programs speak to the gateway with, in the versions that gateway-clients/package-lock.json has.
gateway_clients="$tools/gateway-clients-$(sha256sum gateway-clients/package-lock.json | cut -c1-16)"
export GATEWAY_CLIENT_MODULES="$gateway_clients/node_modules"

if [[ ! -f "$gateway_clients/complete" ]]; then
  mkdir -p "$gateway_clients"
  cp gateway-clients/package.json gateway-clients/package-lock.json "$gateway_clients"
  npm ci --prefix "$gateway_clients" --no-audit --no-fund
  touch "$gateway_clients/complete"
fi
