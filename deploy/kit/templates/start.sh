#!/bin/sh
# Finds Python {{ python }}, and lets it start the app.
cd "$(dirname "$0")/kit" 2>/dev/null || { echo "{{ words.unpack }}"; exit 1; }
for python in python{{ python }} \
    /Library/Frameworks/Python.framework/Versions/{{ python }}/bin/python3 \
    /opt/homebrew/bin/python{{ python }} /usr/local/bin/python{{ python }}
do
    if "$python" -I start.py --fits >/dev/null 2>&1; then exec "$python" -I start.py; fi
done
cat no-python.txt
# A window that a double-click opened may close with the last command.
read -r _
exit 1
