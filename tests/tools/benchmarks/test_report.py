"""What the benchmark report prints, and what it holds back."""

from xml.etree.ElementTree import fromstring

from benchmarks.figures import Figure
from benchmarks.plots import svg
from benchmarks.report import Section, Target, markdown

STEADY = Figure((10.0, 10.1, 9.9, 10.0, 10.2))
UNSTEADY = Figure((10.0, 20.0, 5.0, 30.0, 11.0))


def report_of(*figures: Figure | None) -> str:
    section = Section("key", "Title", "Method.", [f"column {number}" for number in range(len(figures))])
    section.add("a client", figures)
    return markdown([section], [], rounds=5)


def test_a_ratio_is_taken_inside_each_round_before_the_median() -> None:
    """A machine that is slow for one round slows both sides of the ratio."""
    assert Figure.of_ratios([20.0, 400.0, 21.0], [10.0, 200.0, 10.0]).median == 2.0


def test_a_steady_figure_is_printed() -> None:
    """The table shows its median."""
    assert "| a client |     10.0 |" in report_of(STEADY)


def test_an_unsteady_figure_is_named_and_not_printed() -> None:
    """The cell stays empty, and the reader learns by how much the runs disagree."""
    report = report_of(UNSTEADY)
    assert "| a client |        - |" in report
    assert "- a client, column 0: the runs disagree by 91%." in report


def test_a_target_is_judged_by_a_steady_figure_only() -> None:
    """No verdict comes from noise, or from nothing."""
    verdicts = [Target("target", figure, 12.0).verdict for figure in (STEADY, UNSTEADY, None)]
    assert verdicts == ["met", "not shown", "not shown"]


def test_a_missed_target_is_told_in_both_directions() -> None:
    """Some figures are to be small, some to be large."""
    assert Target("cost", STEADY, 9.0).verdict == "**missed**"
    assert Target("gain", STEADY, 11.0, at_least=True).verdict == "**missed**"


def test_a_picture_shows_what_the_table_shows() -> None:
    """A bar for each figure that is printed, the longest for the largest; none for what is not."""
    section = Section("one_key", "Title", "Method.", ["CPU", "MB"], plotted=("CPU",))
    for label, figure in {"**ours**": STEADY, "`a` & b": Figure((20.0,)), "noisy": UNSTEADY, "none": None}.items():
        section.add(label, [figure, STEADY])
    drawing = fromstring(svg(section))
    bars = [float(bar.attrib["width"]) for bar in drawing.findall("{*}rect")][1:]  # the first is the legend's
    texts = [text.text for text in drawing.findall("{*}text")]
    assert bars == [190.0, 380.0]
    assert texts == ["CPU", "ours", "10", "a & b", "20", "noisy", "none"]
    assert "![Title: CPU](performance-one-key.svg)" in markdown([section], [], rounds=5)
