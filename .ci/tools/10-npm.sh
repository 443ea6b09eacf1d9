# Node and npm, which the next ones need.
if ! command -v npm >/dev/null; then
  install_packages nodejs npm
fi
