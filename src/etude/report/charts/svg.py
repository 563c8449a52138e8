"""The drawing board: scales, axes and marks as SVG text.

Every text goes through ``escape``: labels are column and class names, which a stranger wrote.
Colours and dashes are CSS classes of the page, so that a chart follows light, dark and print;
what tells lines apart is always a dash or a mark as well, so that grey is enough.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]
WIDTH = 640.0


@dataclass(frozen=True)
class Scale:
    """Data from ``low`` to ``high`` laid out from ``start`` to ``end`` (pixels of the viewBox)."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """Where a value stands; values beyond the scale stand at its end."""
        low, high, at = (self._flat(number) for number in (self.low, self.high, value))
        place = (at - low) / (high - low) if high > low else 0.5
        return self.start + min(max(place, 0.0), 1.0) * (self.end - self.start)

    def _flat(self, value: float) -> float:
        return math.log10(max(value, 1e-300)) if self.logarithmic else value

    def ticks(self, wanted: int = 5) -> list[float]:
        """Round numbers within the scale, about as many as wanted."""
        if self.logarithmic:
            first, last = math.ceil(self._flat(self.low)), math.floor(self._flat(self.high))
            return [10.0**power for power in range(first, last + 1)]
        step = _round_step((self.high - self.low) / wanted)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def _round_step(rough: float) -> float:
    if not (rough > 0 and math.isfinite(rough)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)


def span(values: Iterable[float], margin: float = 0.05) -> tuple[float, float]:
    """Lowest and highest finite value with some air; 0 to 1 where there is none."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    air = (high - low) * margin or abs(high) * 0.1 or 1.0
    return low - air, high + air


@dataclass(frozen=True)
class Frame:
    """The field of a chart between its axes."""

    x: Scale
    y: Scale

    def points(self, values: Iterable[Point]) -> list[Point]:
        """Data to places on the board; what is not finite is left out."""
        return [(self.x(x), self.y(y)) for x, y in values if math.isfinite(x) and math.isfinite(y)]


def frame(
    x: tuple[float, float],
    y: tuple[float, float],
    *,
    height: float = 300.0,
    left: float = 64.0,
    right: float = 110.0,
    top: float = 28.0,
    width: float = WIDTH,
    log_x: bool = False,
) -> Frame:
    """A field for data of these ranges, with room for labels around it."""
    return Frame(Scale(*x, left, width - right, log_x), Scale(*y, height - 46.0, top))


# --- marks -----------------------------------------------------------------------------------


def _nowhere(*places: Point) -> bool:
    """Whether a place came from a number that is not known: nothing can be drawn there."""
    return any(math.isnan(number) for place in places for number in place)


def text(at: Point, content: str, css: str = "", anchor: str = "start") -> str:
    """Words on the board, escaped."""
    if _nowhere(at):
        return ""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" class="{css}">'
        f"{escape(content)}</text>"
    )


def path(points: Sequence[Point], css: str) -> str:
    """A line through these places."""
    steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{steps}" class="{css}"/>' if len(points) > 1 else ""


def segment(start: Point, end: Point, css: str) -> str:
    """A straight line."""
    if _nowhere(start, end):
        return ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
        f' class="{css}"/>'
    )


def box(at: Point, size: Point, css: str, opacity: float | None = None) -> str:
    """A rectangle from its upper left corner."""
    if _nowhere(at, size):
        return ""
    faded = "" if opacity is None else f' fill-opacity="{opacity:.2f}"'
    return (
        f'<rect x="{at[0]:.1f}" y="{at[1]:.1f}" width="{max(size[0], 0.5):.1f}"'
        f' height="{max(size[1], 0.0):.1f}" class="{css}"{faded}/>'
    )


def dot(at: Point, css: str, radius: float = 4.0) -> str:
    """A round mark."""
    if _nowhere(at):
        return ""
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.1f}" class="{css}"/>'


def diamond(at: Point, css: str, radius: float = 6.0) -> str:
    """A mark that stands out from dots in grey too."""
    if _nowhere(at):
        return ""
    x, y = at
    corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
    steps = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{steps}" class="{css}"/>'


# --- axes ------------------------------------------------------------------------------------


def tick_word(value: float) -> str:
    """A number beside an axis, as short as it can be."""
    if value and (abs(value) >= 1e5 or abs(value) < 1e-3):
        return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def axes(field: Frame, x_label: str, y_label: str, *, shares: bool = False) -> str:
    """Grid, ticks and the names of both axes; ``shares``: the x axis counts in percent."""
    return x_axis(field, x_label, shares=shares) + _y_axis(field, y_label)


def x_axis(field: Frame, label: str, *, shares: bool = False) -> str:
    """Upright grid lines with their numbers, and the axis name below."""
    floor, top = field.y.start, field.y.end
    parts = []
    for tick in field.x.ticks():
        at = field.x(tick)
        word = f"{tick * 100:.3g} %" if shares else tick_word(tick)
        parts.append(segment((at, floor), (at, top), "grid"))
        parts.append(text((at, floor + 16), word, "tick", "middle"))
    middle = (field.x.start + field.x.end) / 2
    return "".join(parts) + text((middle, floor + 36), label, "axis", "middle")


def _y_axis(field: Frame, label: str) -> str:
    left, right = field.x.start, field.x.end
    parts = []
    for tick in field.y.ticks(4):
        at = field.y(tick)
        parts.append(segment((left, at), (right, at), "grid"))
        parts.append(text((left - 6, at + 4), tick_word(tick), "tick", "end"))
    return "".join(parts) + text((left - 56, 11), label, "axis")


def end_labels(field: Frame, labels: Sequence[tuple[float, str, str]]) -> str:
    """Names at the right end of lines, (y value, name, css), moved apart where they would meet."""
    placed, parts = -math.inf, []
    for y, word, css in sorted(labels, key=lambda label: field.y(label[0])):
        placed = max(field.y(y) + 4, placed + 14)
        parts.append(text((field.x.end + 6, placed), word, css))
    return "".join(parts)


# --- the whole -------------------------------------------------------------------------------


def drawing(name: str, title: str, description: str, height: float, *parts: str) -> str:
    """A complete SVG that a screen reader announces by its title and description."""
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img"'
        f' aria-labelledby="{name}-title {name}-about">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-about">{escape(description)}</desc>{"".join(parts)}</svg>'
    )
