# A browser, and what drives it, for the console of the sample application; and a font, so that its picture looks the same.
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null; then
  install_packages chromium chromium-driver fonts-inter
fi
export CHROMIUM="$(command -v chromium)"
export CHROMEDRIVER="$(command -v chromedriver)"
