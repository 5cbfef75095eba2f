"""`parcours`: the words of the command line; each command calls one function and prints what it says."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def grade(options: argparse.Namespace) -> int:
    """Mark a class. Exit codes: 0 all marked, 1 could not start or go on, 3 some to look at, 130 stopped by hand."""
    if sys.platform == "win32":
        print("La correction demande Linux : sous Windows, lancez-la dans WSL (docs/grading.md).", file=sys.stderr)
        return 1
    from parcours.grading.batch import grade as run
    from parcours.grading.doctor import BEFORE_NO_ISOLATION

    if options.sans_isolation:
        print(BEFORE_NO_ISOLATION, file=sys.stderr, flush=True)
    course = _course(options)
    summary = run(
        options.source,
        options.assignment,
        course,
        again=options.again,
        kind="open" if options.sans_isolation else None,
        scheduler=options.scheduler,
        timezone=options.fuseau,
        due=options.echeance,
        progress=None if options.json else _progress,
    )
    _say(summary.to_json() if options.json else summary.text())
    return summary.exit_code


def _say(text: str) -> None:
    """Print what may hold half a character, as a file's name or an error may."""
    print(text.encode("utf-8", "replace").decode("utf-8"))


def _progress(state) -> None:
    """One line that is rewritten: a bar, counts, time left."""
    from parcours.grading.model import LABELS

    if not sys.stderr.isatty():
        return
    full = round(30 * state.done / max(state.total, 1))
    end = "\n" if state.done == state.total else ""
    left = f"{state.left / 60:.0f} min" if state.left > 90 else f"{state.left:.0f} s"
    counts = ", ".join(f"{number} {LABELS[status]}" for status, number in state.counts.items() if number)
    bar = f"\r[{'█' * full}{'·' * (30 - full)}] {state.done}/{state.total} ({counts}), encore {left}   "
    print(bar, end=end, file=sys.stderr, flush=True)


def adopt(options: argparse.Namespace) -> int:
    """Enter what the page « Corriger » marked into the gradebook: its zip for nbgrader, or its saved session."""
    from parcours.desk import giving, session
    from parcours.grading.adopt import adopt as run

    data = options.fichier.read_bytes()
    if not data.startswith(b"PK"):
        data = giving.nbgrader_zip(session.load(data, options.fichier.name)).data
    done = run(data, options.fichier.name, _course(options), replace=options.remplacer)
    print(f"{done.people} rendu(s) de {done.assignment} au carnet de notes, {done.by_hand} note(s) données à la main.")
    for line in [*done.told, *done.kept]:
        print(f"Attention : {line}")
    return 0


def doctor(_options: argparse.Namespace) -> int:
    """Which isolation this machine offers; 1 when none."""
    from parcours.grading.doctor import doctor as run

    found = run()
    print(found.text())
    return 0 if found.kind else 1


def moodle(options: argparse.Namespace) -> int:
    """Fill the worksheet downloaded from Moodle, or make the zip of feedback."""
    from parcours.grading.back import moodle_feedback, moodle_notes

    course = _course(options)
    if options.action == "notes":
        target, report = moodle_notes(options.feuille, options.assignment, course, options.sortie)
        print(f"La feuille remplie est dans {target}.")
        print(f"{len(report.filled)} ligne(s) remplie(s), {len(report.without_note)} sans note.")
        for warning in report.warnings:
            print(f"Attention : {warning}")
        if not report.filled:
            print(_NOTHING_FILLED, file=sys.stderr)
        return 0 if report.filled else 1
    out = options.sortie or options.cours / "cours" / f"retours-{options.assignment}.zip"
    for line in moodle_feedback(options.assignment, course, out, options.tests_caches, options.feuille):
        print(f"Laissé de côté : {line}")
    print(f"Les retours sont dans {out}.")
    return 0


_NOTHING_FILLED = (
    "Aucune note n’est entrée. Vérifiez que la feuille et l’archive viennent du même devoir ; si le carnet de notes "
    "est dans PostgreSQL, donnez-le par --db ou par la variable PARCOURS_DB, comme pour la correction."
)


def questions(options: argparse.Namespace) -> int:
    """Write the quiz items for Moodle's question bank."""
    from parcours.authoring.quiz import question_file

    options.sortie.write_text(question_file(options.livre, options.format, options.module), encoding="utf-8")
    print(f"Les questions sont dans {options.sortie}. Dans Moodle : Banque de questions, Importer.")
    return 0


def report(options: argparse.Namespace) -> int:
    """Write the page that tells a trainer what the class teaches."""
    from parcours.grading.report import report as run

    more = [_agreement(options.seance, options.assignment)] if options.seance else []
    out = options.sortie or options.cours / "cours" / f"rapport-{options.assignment}.html"
    print(f"Le rapport est dans {run(options.assignment, _course(options), out, options.noms, more)}.")
    return 0


def _agreement(path: Path, assignment: str) -> str:
    """The agreement of the two markers of a session saved by the page « Corriger »."""
    from parcours.desk import giving, session
    from parcours.grading.model import GradingError

    told = session.load(path.read_bytes(), path.name)
    if told.assignment != assignment:
        raise GradingError(f"« {path.name} » est une séance de {told.assignment}, pas de {assignment}.")
    return giving.agreement(told)


def scenario(options: argparse.Namespace) -> int:
    """Check, play or draw a scenario that a trainer writes."""
    from parcours.authoring.scenario import check, graph, play

    if options.action == "check":
        print(check(options.file))
    elif options.action == "graph":
        target = options.sortie or options.file.with_suffix(".svg")
        target.write_text(graph(options.file), encoding="utf-8")
        print(f"Le graphe est dans {target}.")
    else:
        try:
            print(play(options.file))
        except EOFError:
            print("\nArrêté avant la fin.", file=sys.stderr)
            return 1
    return 0


def _course(options: argparse.Namespace):
    from parcours.grading.places import Places

    return Places.of_course(options.cours, options.db)


def parser() -> argparse.ArgumentParser:
    """The commands and their words, in French."""
    whole = argparse.ArgumentParser(prog="parcours", description="Les outils du cours, pour qui l'écrit et l'enseigne.")
    commands = whole.add_subparsers(required=True, metavar="commande")

    course = argparse.ArgumentParser(add_help=False)
    course.add_argument("--cours", type=Path, default=Path(), help="le dossier du cours (celui-ci si absent)")
    course.add_argument(
        "--db", metavar="URL", help="le carnet de notes (si absent : la variable PARCOURS_DB, ou SQLite dans cours/)"
    )
    place = argparse.ArgumentParser(add_help=False, parents=[course])
    place.add_argument("--assignment", required=True, metavar="mNN", help="le devoir, par exemple m05")

    command = commands.add_parser("grade", parents=[place], help="corriger une classe")
    command.add_argument("source", type=Path, help="le zip de Moodle, un dossier de carnets, ou submitted/")
    command.add_argument("--again", action="store_true", help="tout revoir, et lister les notes qui changent")
    command.add_argument("--json", action="store_true", help="le résumé pour une machine")
    command.add_argument("--scheduler", metavar="tcp://…", help="un cluster Dask qui exécute les carnets")
    command.add_argument("--fuseau", default="Europe/Paris", help="le fuseau des dates de Moodle")
    command.add_argument(
        "--echeance", metavar="'2026-12-01 18:00'", help="la date limite, à l’heure de --fuseau : elle reste au carnet"
    )
    command.add_argument("--sans-isolation", action="store_true", help="DANGER : exécuter leur code avec vos droits")
    command.set_defaults(run=grade)

    command = commands.add_parser(
        "import", parents=[course], help="reprendre ici une classe corrigée dans le navigateur"
    )
    command.add_argument("fichier", type=Path, help="le zip « pour nbgrader » de la page Corriger, ou sa séance")
    command.add_argument("--remplacer", action="store_true", help="ses notes à la main l’emportent sur celles d’ici")
    command.set_defaults(run=adopt)

    command = commands.add_parser("doctor", help="dire quelle isolation cette machine offre")
    command.set_defaults(run=doctor)

    command = commands.add_parser("moodle", help="rendre notes et retours à Moodle")
    actions = command.add_subparsers(required=True, dest="action", metavar="action")
    notes = actions.add_parser("notes", parents=[place], help="remplir la feuille téléchargée de Moodle")
    notes.add_argument("feuille", type=Path, help="le fichier CSV téléchargé")
    notes.add_argument("--sortie", type=Path)
    back = actions.add_parser("feedback", parents=[place], help="faire le zip des retours")
    back.add_argument("--sortie", type=Path)
    back.add_argument("--feuille", type=Path, help="la feuille téléchargée de Moodle : qui est dans chaque équipe")
    back.add_argument("--tests-caches", action="store_true", help="montrer aussi les phrases des tests cachés")
    command.set_defaults(run=moodle)
    bank = actions.add_parser("questions", help="donner les quiz à la banque de questions de Moodle")
    bank.add_argument("--module", metavar="m05", help="un seul module (tous si absent)")
    bank.add_argument("--format", choices=["xml", "gift"], default="xml", help="XML de Moodle, ou GIFT pour relire")
    bank.add_argument("-o", "--sortie", type=Path, required=True, metavar="FICHIER")
    bank.add_argument("--livre", type=Path, default=Path("book"), help="le dossier du livre (book si absent)")
    bank.set_defaults(run=questions)

    command = commands.add_parser("report", parents=[place], help="dire ce que la classe enseigne")
    command.add_argument("--sortie", type=Path)
    command.add_argument("--noms", action="store_true", help="montrer les noms (anonyme si absent)")
    command.add_argument(
        "--seance", type=Path, metavar="FICHIER", help="une séance de la page Corriger : l’accord de deux correcteurs"
    )
    command.set_defaults(run=report)

    command = commands.add_parser("scenario", help="vérifier, jouer ou dessiner un scénario")
    command.add_argument("action", choices=["check", "play", "graph"])
    command.add_argument("file", type=Path, metavar="FICHIER", help="le fichier YAML du scénario")
    command.add_argument("--sortie", type=Path, metavar="SVG", help="où écrire le graphe (à côté du fichier si absent)")
    command.set_defaults(run=scenario)
    return whole


def main(words: list[str] | None = None) -> int:
    """Run one command; give its exit code (0 done, 1 refused with a sentence, 2 words not understood)."""
    options = parser().parse_args(words)
    # nbgrader calls programs of its own environment by name.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print("\nArrêté. La même commande reprendra où elle en était.", file=sys.stderr)
        return 130
    except FileNotFoundError as error:
        print(f"Fichier introuvable : {error.filename}. Vérifiez le chemin.", file=sys.stderr)
    except Exception as error:
        if not type(error).__module__.startswith("parcours."):
            raise
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
