import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from etude.records.exam import Interval
from etude.records.moves import ExamScored, Explored, Train, Trained
from etude.records.notebook import Entry, Notebook
from etude.records.question import Question
from etude.report.document import MOST_BYTES, render, render_survey, write_report

VOID = {"meta", "img", "br", "line", "polyline", "rect", "circle", "polygon"}


class Page(HTMLParser):
    """What a page is made of: tags with their attributes, headings, and whether all close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)


@pytest.fixture(params=["finished", "beaten", "interrupted"])
def page(request: pytest.FixtureRequest) -> str:
    return render(request.getfixturevalue(request.param))


def test_tags_close_in_order(page: str) -> None:
    assert Page(page).open == []


def test_a_column_or_class_with_markup_stays_text(page: str) -> None:
    tags = Page(page)
    assert tags.count("script") == 0
    assert tags.count("img") == 0
    assert not any(name.startswith("on") for _, attributes in tags.tags for name in attributes)


def test_the_markup_is_shown_as_it_was_written(finished: Notebook) -> None:
    page = render(finished)
    assert "&lt;script&gt;alert(" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_page_stays_below_one_megabyte(page: str) -> None:
    assert len(page.encode()) <= MOST_BYTES


def test_nothing_is_asked_of_the_network(page: str) -> None:
    assert "http://" not in page
    assert "https://" not in page
    links = [about.get("href") for tag, about in Page(page).tags if tag == "a"]
    assert all(link and link.startswith("#") for link in links)
    assert not {"link", "iframe", "object"} & {tag for tag, _ in Page(page).tags}


def test_every_link_has_its_target_and_every_id_is_used_once(page: str) -> None:
    tags = Page(page).tags
    names = [str(about["id"]) for _, about in tags if "id" in about]
    assert len(names) == len(set(names))
    assert {str(about["href"])[1:] for tag, about in tags if tag == "a"} <= set(names)


def test_every_chart_has_title_description_and_table(page: str) -> None:
    figures = re.findall(r"(?s)<figure.*?</figure>", page)
    assert figures
    for figure in figures:
        assert re.search(r"<title id=.*?>\S", figure)
        assert re.search(r"<desc id=.*?>\S", figure)
        assert re.search(r"(?s)<details>.*<table>.*<th scope=\"row\">", figure)


def test_headings_go_down_one_level_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_landmarks_and_language_are_there(page: str) -> None:
    tags = Page(page)
    assert [tags.count(name) for name in ("main", "nav", "header", "footer")] == [1, 1, 1, 1]
    assert ("html", {"lang": "en"}) in tags.tags


def test_the_same_notebook_gives_the_same_page(finished: Notebook) -> None:
    assert render(finished) == render(finished)


def first_screen(page: str) -> str:
    return page[page.index("<header") : page.index("</header>")]


def test_the_first_screen_says_score_interval_and_yardsticks(finished: Notebook) -> None:
    front = first_screen(render(finished))
    assert "log loss is 0.430 (95 % interval 0.365 to 0.507" in front
    assert "9.0 % less loss than the boosted trees" in front
    assert "3 changes were judged (1 more screened out before that), 2 kept" in front


def test_where_trees_win_the_first_line_says_so(beaten: Notebook) -> None:
    front = first_screen(render(beaten))
    verdict = front[front.index('class="verdict"') :]
    assert verdict.startswith('class="verdict"><p>Boosted trees win here: RMSE 6.48 USD')


def test_where_trees_are_ahead_within_noise_the_first_line_says_that(beaten: Notebook) -> None:
    close = _with_exam(beaten, against=(("boosted_trees", (-0.02, -0.06, 0.02)),))
    assert "<p>Boosted trees score better here" in first_screen(render(close))


def test_a_second_opening_and_a_lost_bet_are_warned_of(finished: Notebook) -> None:
    scored = finished.last(ExamScored)
    assert scored is not None
    twice = _with_exam(
        finished,
        result=replace(scored.result, openings=2),
        against=(("naive", (0.01, -0.1, 0.1)),),
    )
    front = first_screen(render(twice))
    assert "have been opened 2 times" in front
    assert "not shown to beat the naive prediction" in front


def test_a_study_broken_off_anywhere_renders_and_says_so(finished: Notebook) -> None:
    for length in range(len(finished)):
        part = replace(finished, entries=finished.entries[:length])
        page = render(part)
        assert Page(page).open == []
        assert "This study is not finished" in page
        assert "etude resume" in page


def test_a_study_without_an_exam_on_purpose_says_that_instead(finished: Notebook) -> None:
    question = Question("frame", ("survived",), exam=False)
    part = replace(finished, question=question, entries=finished.entries[:31])
    assert "No test rows were asked for" in render(part)


def test_many_trials_and_long_names_stay_below_the_limit(finished: Notebook) -> None:
    move, result = finished.moves(Train)[0], finished.results(Trained)[0]
    many = [
        Entry(replace(move, number=number, plan=move.plan.changed(l2_penalty=number / 1e4)),
              result, 9.0)
        for number in range(100, 700)
    ]  # fmt: skip
    page = render(finished.append(*many))
    assert len(page.encode()) <= MOST_BYTES
    assert "more sets of curves are left out" in page


def test_the_report_is_written_into_the_folder(finished: Notebook, tmp_path: Path) -> None:
    path = write_report(finished, tmp_path)
    assert path == tmp_path / "report.html"
    assert str(tmp_path) in path.read_text(encoding="utf-8")


def test_the_survey_alone_makes_a_page(finished: Notebook) -> None:
    explored = finished.first(Explored)
    assert explored is not None
    page = render_survey(explored, source="<b>titanic</b>.csv")
    tags = Page(page)
    assert tags.open == []
    assert tags.count("script") == tags.count("b") == 0
    assert "Columns left out" in page


def _with_exam(notebook: Notebook, **fields: object) -> Notebook:
    last = notebook.entries[-1]
    assert isinstance(last.result, ExamScored)
    changed = replace(last, result=replace(last.result, **fields))
    return replace(notebook, entries=(*notebook.entries[:-1], changed))


def test_a_score_without_interval_is_said_to_have_none(finished: Notebook) -> None:
    scored = finished.last(ExamScored)
    assert scored is not None
    unsure = replace(scored.result, interval=Interval(math.nan, math.nan, "none", "Few rows."))
    page = render(_with_exam(finished, result=unsure))
    assert "log loss is 0.430 (no interval could be made" in first_screen(page)
    assert "nan" not in re.findall(r"(?s)<svg.*?</svg>", page)[1]
