#!/usr/bin/env bash
# What the tests need beside Python: each missing command is installed when we may, else named in a sentence.
# With « complet », the other browsers too.
set -u
declare -A PACKAGES=( [chromium]=chromium [bwrap]=bubblewrap [hunspell]=hunspell )
[ "${1:-}" = complet ] && PACKAGES+=( [firefox-esr]=firefox-esr [WebKitWebDriver]=webkit2gtk-driver [Xvfb]=xvfb )
missing=()
for command in "${!PACKAGES[@]}"; do
  command -v "$command" > /dev/null || missing+=("${PACKAGES[$command]}")
done
ls /usr/share/hunspell/fr*.dic > /dev/null 2>&1 || missing+=(hunspell-fr)
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
  echo "Installation des outils de test de Debian : ${missing[*]}…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" > /dev/null && exit 0
fi
echo "Les tests ont besoin de : ${missing[*]}. Sous Debian ou Ubuntu : sudo apt-get install ${missing[*]}" >&2
exit 1
