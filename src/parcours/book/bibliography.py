"""The bibliography in French: « (CMX, 2021) » in the text, one plain line a source at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from pybtex.plugin import register_plugin as register_pybtex
from pybtex.style.formatting import BaseStyle
from pybtex.style.names.lastfirst import NameStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import field as bib_field
from pybtex.style.template import href, join, node, optional, tag
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


@node
def people(children, context, **_kwargs):
    """Authors as « Nom, P., Nom, P. et Nom, P. »; the organisation or the title's source when nobody signs."""
    persons = context["entry"].persons.get("author", [])
    names = [NameStyle().format(person, abbr=True).format_data(context) for person in persons]
    return join(sep=", ", sep2=" et ", last_sep=" et ")[names].format_data(context)


@node
def link(children, context, **_kwargs):
    """The address as a link: DOI first, else URL; nothing for a book on paper."""
    fields = context["entry"].fields
    address = f"https://doi.org/{fields['doi']}" if "doi" in fields else fields.get("url", "")
    if not address:
        return ""
    return join[". ", href[address, address]].format_data(context)


class FrenchStyle(BaseStyle):
    """Auteurs (année). *Titre*. Publication. Adresse. Note."""

    default_name_style = NameStyle
    default_sorting_style = SortingStyle

    def get_template(self, _entry):
        return join[
            people(),
            " (",
            bib_field("year"),
            "). ",
            tag("em")[bib_field("title", raw=True)],
            optional[". ", bib_field("journal")],
            optional[". ", bib_field("publisher")],
            link(),
            optional[". ", bib_field("note", raw=True)],
            ".",
        ]

    def __getattr__(self, name):
        if name.startswith("get_") and name.endswith("_template"):
            return self.get_template
        raise AttributeError(name)


@dataclass
class FrenchReferenceStyle(AuthorYearReferenceStyle):
    """(Kraut et Resnick, 2012), (van Mierlo, 2014)."""

    person: PersonStyle = field(
        default_factory=lambda: PersonStyle(abbreviate=False, sep2=" et ", last_sep=" et ", other=" et al.")
    )


def setup_bibliography(_app: Sphinx) -> None:
    register_pybtex("pybtex.style.formatting", "parcours", FrenchStyle)
    register_plugin("sphinxcontrib.bibtex.style.referencing", "parcours", FrenchReferenceStyle)
