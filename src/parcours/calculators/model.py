"""What a calculator is, for page and widget alike: fields, options, results, and the program traced from the formulas.

A field gives a value to one symbol of the program. An option of a choice may set several symbols, to a number or to a
source (« @ » and its id in `factors.csv` or `prices.csv`). `resolve` says what each symbol is worth; `calculate` runs
the Python formulas themselves; `Calculator.program` is their traced form for the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

from .factors import Source, factors, prices
from .inputs import InputRefused, check, show_number
from .symbols import program, quotient, symbol
from .uncertainty import DRAWS, SEED, Range, compare, draw, envelopes, triangular

PAGE_DRAWS = 2_000


@dataclass(frozen=True)
class Option:
    """A choice and what it sets: {symbol: number or "@source"}."""

    id: str
    label: str
    sets: Mapping[str, float | str]


@dataclass(frozen=True)
class Field:
    """A number to type, or a choice when it has options. `low` and `high` are the bounds beyond which a value is
    refused.
    """

    id: str
    label: str
    group: str
    value: float | str
    unit: str = ""
    low: float = 0
    high: float = 0
    options: tuple[Option, ...] = ()
    detail: bool = False  # shown only once « Régler les détails » is opened


@dataclass(frozen=True)
class Output:
    """A result: the name of a program's output, its words and its unit."""

    id: str
    label: str
    unit: str
    decimals: int = 2


@dataclass(frozen=True)
class Column:
    """A column of the result table: the output `row.id`, written as its value, its range, its share of the total or its
    leaves.
    """

    id: str
    label: str
    unit: str = ""
    decimals: int = 0
    kind: str = "valeur"  # valeur | fourchette | part | feuilles


@dataclass(frozen=True)
class Calculator:
    """One calculator, complete; `formulas` maps {symbol: value} to {output: value}."""

    id: str
    title: str
    unit_note: str
    groups: Mapping[str, str]
    fields: tuple[Field, ...]
    bound: Mapping[str, str]  # symbols always given by a source
    sources: Mapping[str, Source]
    conventions: frozenset[str]  # sources that are conventions of a study: shown, never drawn
    formulas: Callable[[Mapping], dict]
    rows: Mapping[str, str]
    columns: tuple[Column, ...]
    headline: tuple[Output, ...]
    compared: tuple[Output, ...]
    stacked: tuple[str, ...]  # columns drawn as bars, one colour a row
    extras: tuple[Output, ...]
    presets: Mapping[str, tuple[str, Mapping[str, str]]]
    rules: Mapping[str, str]  # output that must not be negative: what to say
    left_out: tuple[str, ...]
    words: Mapping[str, str]  # what to call a symbol that only an option sets, in « Montrer le calcul »
    program: Mapping | None = None  # set by `traced`

    def symbols(self) -> list[str]:
        """Every symbol that the formulas may ask for."""
        names = dict.fromkeys([one.id for one in self.fields if not one.options])
        for one in self.fields:
            for option in one.options:
                names.update(dict.fromkeys(option.sets))
        names.update(dict.fromkeys(self.bound))
        return list(names)


def resolve(calculator: Calculator, values: Mapping[str, float | str] | None = None) -> dict[str, float | str]:
    """{symbol: number or "@source"} for the typed values: typed number, else what the chosen options set, else the
    default.

    Raises InputRefused for an unknown field, an unknown option, or a number out of bounds.
    """
    values = values or {}
    by_id = {one.id: one for one in calculator.fields}
    for name in values:
        if name not in by_id:
            raise InputRefused(f"Le champ « {name} » n’existe pas. Champs possibles : {', '.join(by_id)}.")
    found: dict[str, float | str] = {one.id: one.value for one in calculator.fields if not one.options}
    found |= {name: f"@{source}" for name, source in calculator.bound.items()}
    for one in calculator.fields:
        if not one.options:
            continue
        wanted = values.get(one.id, one.value)
        chosen = next((option for option in one.options if option.id == wanted), None)
        if chosen is None:
            choices = ", ".join(option.id for option in one.options)
            raise InputRefused(f"{one.label} : « {wanted} » n’est pas un choix. Choisissez parmi : {choices}.")
        found |= chosen.sets
    for name, value in values.items():
        one = by_id[name]
        if not one.options:
            found[name] = check(value, one.label, one.low, one.high, one.unit)
    return found


def ranges(
    calculator: Calculator, resolved: Mapping[str, float | str], edited: Mapping[str, float] | None = None
) -> dict[str, Range]:
    """The range of each source in use; an edited source is known, a convention keeps its central value."""
    edited = edited or {}
    used = {value[1:] for value in resolved.values() if isinstance(value, str)}
    return {
        name: (
            Range.known(edited.get(name, calculator.sources[name].value))
            if name in edited or name in calculator.conventions
            else calculator.sources[name].range
        )
        for name in sorted(used)
    }


def evaluate(calculator: Calculator, resolved: Mapping[str, float | str], sources: Mapping) -> dict:
    """Run the Python formulas; `sources` gives each source's value: a number, or an array of draws."""
    return calculator.formulas(
        {name: sources[value[1:]] if isinstance(value, str) else value for name, value in resolved.items()}
    )


def cell(calculator: Calculator, result: Result, row: str, column: Column) -> str:
    """What the result table says for a row and a column, in French; « – » when the row has no such output."""
    name = f"{row}.{column.id}"
    value = result.central.get(name)
    if value is None:
        return "–"
    if column.kind == "fourchette":
        bounds = result.envelope[name]
        return f"{show_number(bounds.low, column.decimals)} à {show_number(bounds.high, column.decimals)}"
    if column.kind == "part":
        return "–" if row == "audience" else show_number(quotient(100 * value, result.central[f"total.{column.id}"]))
    if column.kind == "feuilles":
        return f"{value:.0f} × 🌿" if value else "–"
    return show_number(value, column.decimals)


@dataclass(frozen=True)
class Result:
    """Central values of every output; envelope and spread of those asked for."""

    central: Mapping[str, float]
    envelope: Mapping[str, Range]
    drawn: Mapping[str, object]
    seed: int


def calculate(
    calculator: Calculator,
    values: Mapping[str, float | str] | None = None,
    edited: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Result:
    """Everything page and widget show, computed by the Python formulas. Raises InputRefused with a French sentence."""
    resolved = resolve(calculator, values)
    known = ranges(calculator, resolved, edited)
    central = evaluate(calculator, resolved, {name: r.central for name, r in known.items()})
    for rule, sentence in calculator.rules.items():
        if central[rule] < 0:
            raise InputRefused(sentence)
    ranged = [f"{row}.{c.id}" for c in calculator.columns if c.kind == "fourchette" for row in calculator.rows]
    wanted = [name for name in ranged if name in central]
    return Result(
        central=central,
        envelope=envelopes(lambda point: evaluate(calculator, resolved, point), known, wanted),
        drawn=evaluate(calculator, resolved, draw(known, draws, seed)),
        seed=seed,
    )


def other(calculator: Calculator, values: Mapping[str, float | str], preset: str) -> dict[str, float | str]:
    """The values of the other option: those typed, less what the preset's choices decide."""
    choices = calculator.presets[preset][1]
    decided = {
        symbol for one in calculator.fields if one.id in choices for option in one.options for symbol in option.sets
    }
    return {name: value for name, value in values.items() if name not in decided} | dict(choices)


def verdicts(calculator: Calculator, a: Result, b: Result, names: tuple[str, str] = ("A", "B")) -> dict:
    """{output: Verdict} for each compared output of two results drawn with the same seed."""
    return {one.id: compare(a.drawn[one.id], b.drawn[one.id], *names, seed=a.seed) for one in calculator.compared}


def traced(calculator: Calculator) -> Calculator:
    """The same calculator with the program of its formulas."""
    outputs = calculator.formulas({name: symbol(name) for name in calculator.symbols()})
    return replace(calculator, program=program(outputs))


def used_sources(fields: tuple[Field, ...], bound: Mapping[str, str]) -> dict[str, Source]:
    """Every source that an option or a bound symbol names."""
    known = {name: price.source for name, price in prices().items()} | factors()
    values = [value for one in fields for option in one.options for value in option.sets.values()]
    names = [value[1:] for value in values if isinstance(value, str)] + list(bound.values())
    return {name: known[name] for name in dict.fromkeys(names)}


_SOURCE_HIGH = {"fraction": 0.99, "€": 20_000, "€/mois": 1_000, "kgCO2e/kWh": 2, "h/jour": 24, "an": 15}


def to_json(one: Calculator) -> dict:
    """The calculator as the page reads it (one compact JSON document, keys explained in docs/calculators.md)."""
    outputs = lambda some: [asdict(output) for output in some]  # noqa: E731
    return {
        "id": one.id,
        "seed": SEED,
        "draws": PAGE_DRAWS,
        "triangular": program({"x": triangular(symbol("u"), symbol("low"), symbol("central"), symbol("high"))}),
        "program": one.program,
        "groups": dict(one.groups),
        "fields": [
            {
                "id": f.id,
                "label": f.label,
                "group": f.group,
                "value": f.value,
                **(
                    {"options": {o.id: [o.label, dict(o.sets)] for o in f.options}}
                    if f.options
                    else {"unit": f.unit, "low": f.low, "high": f.high}
                ),
                **({"detail": True} if f.detail else {}),
            }
            for f in one.fields
        ],
        "bound": dict(one.bound),
        "sources": {
            name: {
                "label": source.label,
                "range": [source.range.low, source.range.central, source.range.high],
                "unit": source.unit,
                "year": source.year,
                "origin": source.origin,
                "licence": source.licence,
                "status": source.status,
                "drawn": name not in one.conventions,
                "top": _SOURCE_HIGH.get(source.unit, 20_000),
            }
            for name, source in one.sources.items()
        },
        "rows": dict(one.rows),
        "columns": outputs(one.columns),
        "headline": outputs(one.headline),
        "compared": outputs(one.compared),
        "stacked": list(one.stacked),
        "drawn": sorted({each.id for each in one.compared} | {f"total.{column}" for column in one.stacked}),
        "extras": outputs(one.extras),
        "presets": {name: list(preset) for name, preset in one.presets.items()},
        "rules": dict(one.rules),
        "words": dict(one.words),
    }
