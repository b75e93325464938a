"""The commands on files of a workshop: its minutes, its votes, and all of it."""

from __future__ import annotations

import argparse


def write_minutes(options: argparse.Namespace) -> None:
    raise NotImplementedError


def export_workshop(options: argparse.Namespace) -> None:
    raise NotImplementedError


def import_workshop(options: argparse.Namespace) -> None:
    raise NotImplementedError
