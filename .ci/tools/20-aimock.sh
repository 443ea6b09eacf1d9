# An LLM mock that is nobody's of this project: the simulator is compared with it.
aimock=1.43.0
export AIMOCK_CLI="$tools/aimock-$aimock/node_modules/@copilotkit/aimock/dist/cli.js"

if [[ ! -f "$AIMOCK_CLI" ]]; then
  mkdir -p "$tools/aimock-$aimock"
  npm install --prefix "$tools/aimock-$aimock" --no-audit --no-fund --no-save "@copilotkit/aimock@$aimock"
fi
