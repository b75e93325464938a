"""The app as a program of its own, `python app.py`: Streamlit's options come from the file that is shipped, wherever
the program is started, and one person is told in the terminal where the app is.
"""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from contextlib import suppress

import streamlit as st
from uvicorn.config import LOGGING_CONFIG

from assessment.config import Mode, settings
from assessment.parsing.message_text import printable
from assessment.parsing.web_origin import HIGHEST_PORT
from assessment.services.addresses import find_port
from assessment.web.request_check import shipped_options

PORTS_TRIED = 100


def run(app: st.App) -> None:
    """Serve the app where the settings say until it is told to stop; for one person, at the next free port."""
    options = shipped_options() | {"logger.hideWelcomeMessage": True}
    if settings().mode is Mode.SHARED:
        options |= {"server.address": settings().address, "server.port": settings().port}
    else:
        options["server.port"] = _free_port(options["server.address"], settings().port)
    # The person who starts it is told where it is anyway; what goes wrong is still told.
    LOGGING_CONFIG["loggers"]["uvicorn.error"]["level"] = "WARNING"
    with suppress(KeyboardInterrupt):
        app.run(config=options)
    if settings().mode is Mode.PERSONAL:
        print("\nStopped.")


def greet() -> None:
    """Tell one person where the app and the answers are and how to stop, and open the browser."""
    if settings().mode is Mode.SHARED:
        return
    usual, port = settings().port, st.get_option("server.port")
    address = f"http://{st.get_option('server.address')}:{port}"
    if port != usual:
        print(f"Another program uses port {usual}, so the address has {port} this time.")
    print(f"Open this address in your browser, if it hasn’t opened by itself:\n\n    {address}\n")
    if file := settings().database_file:
        print(f"Your answers are kept on this computer, in {printable(str(file))}")
    print("To stop, press Ctrl+C here, or close this window.", flush=True)
    if sys.platform in {"win32", "darwin"} or {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"} & os.environ.keys():
        # Without a screen it would be a browser in this terminal. Some wait until the page is there.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _free_port(address: str, first: int) -> int:
    """The first free port; if a hundred are taken, any."""
    for port in range(first, min(first + PORTS_TRIED, HIGHEST_PORT + 1)):
        with suppress(OSError):
            return find_port(address, port)
    return find_port(address, 0)
