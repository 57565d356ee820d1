#!/bin/sh
# Adds Desktop LLM to this person's menu, and makes it open .gguf files. It runs from where it lies; nothing is copied.
#   ./install.sh            adds it
#   ./install.sh --remove   takes it out of the menu again; models, chats and runs stay
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry="$share/applications/desktop-llm.desktop"
icon="$share/icons/hicolor/scalable/apps/desktop-llm.svg"
mime="$share/mime/packages/desktop-llm.xml"
if [ "${1:-}" = "--remove" ]; then
    rm -f "$entry" "$icon" "$mime"
else
    mkdir -p "$(dirname "$entry")" "$(dirname "$icon")" "$(dirname "$mime")"
    escaped=$(printf '%s' "$here/desktop-llm" | sed 's/[\\&|]/\\&/g')
    sed "s|^Exec=desktop-llm|Exec=\"$escaped\"|" "$here/share/desktop-llm.desktop" > "$entry"
    cp "$here/share/desktop-llm.svg" "$icon"
    cp "$here/share/desktop-llm.xml" "$mime"
fi
command -v update-mime-database > /dev/null && update-mime-database "$share/mime" || true
command -v update-desktop-database > /dev/null && update-desktop-database "$share/applications" || true
