"""An Altair chart as static inline SVG: our colours in light and dark, French numbers, one text alternative.

vl-convert draws it at build. Colours are drawn as marker values, then replaced by custom properties of the style sheet, so that a
chart follows the page's theme without a second file.
"""

from __future__ import annotations

import re

from docutils import nodes

from parcours.book.nodes import html

# Marker colours that no chart uses otherwise → custom properties (00-base.css).
INK, GRID = "#010203", "#010204"
SERIES = ["#0a0b01", "#0a0b02", "#0a0b03", "#0a0b04", "#0a0b05", "#0a0b06"]
PROPERTIES = {INK: "--encre", GRID: "--filet", **{colour: f"--serie-{n}" for n, colour in enumerate(SERIES, 1)}}
FONT = "system-ui, sans-serif"

CONFIG = {
    "background": None,
    "font": FONT,
    "view": {"stroke": None, "continuousWidth": 560, "continuousHeight": 280, "discreteWidth": {"step": 44}},
    "range": {"category": SERIES, "heatmap": [SERIES[0], SERIES[0]], "ordinal": SERIES},
    "mark": {"color": SERIES[0], "aria": False},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "tickColor": GRID,
        "domainColor": GRID,
        "gridColor": GRID,
        "aria": False,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 260,
    },
    "axisX": {"grid": False},
    # The title above the axis, horizontal: it never lies over the labels, whatever the reader's font.
    "axisY": {"titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom", "titleX": 0, "titleY": -8, "labelPadding": 6},
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "aria": False,
        "orient": "top",
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13},
    "title": {"color": INK},
    "text": {"color": INK, "fontSize": 13},
    "rule": {"color": INK},
}
FORMAT_LOCALE = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u202f%",
}
TIME_LOCALE = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["", ""],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "shortMonths": ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
}


def draw(chart) -> str:
    """The chart's SVG text, colours as custom properties, sized by its view box, silent for screen readers."""
    import vl_convert

    spec = chart.to_dict()
    theme = dict(CONFIG)
    own = spec.get("config", {})
    own.pop("view", None)
    spec["config"] = {
        **theme,
        **{key: {**theme.get(key, {}), **value} if isinstance(value, dict) else value for key, value in own.items()},
    }
    # Room on the left: a reader's font wider than the one measured here would cut the first letter of a label.
    spec.setdefault("padding", {"left": 18, "top": 5, "right": 8, "bottom": 5})
    text = vl_convert.vegalite_to_svg(spec, format_locale=FORMAT_LOCALE, time_format_locale=TIME_LOCALE)
    for colour, name in PROPERTIES.items():
        text = re.sub(rf'(fill|stroke)="{colour}"', rf'\1="var({name})"', text, flags=re.IGNORECASE)
    text = re.sub(r'\s(aria-[a-z]+|role|aria-roledescription)="[^"]*"', "", text)
    text = re.sub(
        r"<svg[^>]*?viewBox=\"([^\"]+)\"[^>]*>",
        r'<svg viewBox="\1" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">',
        text,
        count=1,
    )
    return text


def picture(chart, alternative: nodes.Node) -> nodes.Element:
    """The chart as nodes: the drawing for the eyes, `alternative` for a screen reader."""
    drawing = html("div", {"class": "dessin"}, nodes.raw("", draw(chart), format="html"))
    return html("div", {}, drawing, html("p", {"class": "vh"}, alternative))
