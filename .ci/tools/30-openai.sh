# The client that most programs which speak to the gateway have.
openai=6.49.0
export OPENAI_NODE_MODULES="$tools/openai-$openai/node_modules"

if [[ ! -d "$OPENAI_NODE_MODULES/openai" ]]; then
  mkdir -p "$tools/openai-$openai"
  npm install --prefix "$tools/openai-$openai" --no-audit --no-fund --no-save "openai@$openai"
fi
