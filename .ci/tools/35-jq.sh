# What the commands of the runbook want.
if ! command -v curl >/dev/null || ! command -v jq >/dev/null; then
  install_packages curl jq
fi
