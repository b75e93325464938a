"""What a level of agreement between two raters means, in words."""

from __future__ import annotations

from assessment.i18n import gettext as _

HIGH, FAIR = 0.8, 0.667
"""Krippendorff's own thresholds: rely on data from 0.8, draw tentative conclusions from 0.667."""


def alpha_words(alpha: float | None) -> str:
    if alpha is None:
        return _("It can’t be computed here, because all ratings are the same.")
    if alpha >= HIGH:
        return _("The two agree closely.")
    if alpha >= FAIR:
        return _("The two largely agree.")
    if alpha > 0:
        return _("The two agree more than by chance, but differ on much.")
    return _("The two agree no more than by chance.")
