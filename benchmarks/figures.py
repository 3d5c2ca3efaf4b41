"""A figure is a median of repeated measurements, together with how far they disagree."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BOUND: Final = 0.25
"""The most that the middle half of the samples may spread, as a part of the median, for a figure to be printed: most of
them lie within an eighth of it, then. No shared machine was found steady enough for less."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The samples of one quantity, one per round."""

    samples: tuple[float, ...]

    @classmethod
    def of_ratios(cls, samples: Sequence[float], units: Sequence[float]) -> "Figure":
        """Ratios of measurements to the unit that was measured in the same round."""
        return cls(tuple(sample / unit for sample, unit in zip(samples, units, strict=True)))

    @property
    def median(self) -> float:
        """The median of the samples."""
        return statistics.median(self.samples)

    @property
    def disagreement(self) -> float:
        """The interquartile range as a part of the median; nothing when there is only one sample."""
        if len(self.samples) < 2:
            return 0.0
        lower, _, upper = statistics.quantiles(self.samples, n=4, method="inclusive")
        return abs((upper - lower) / self.median) if self.median else 0.0

    @property
    def steady(self) -> bool:
        """Whether the samples agree well enough for the median to be printed."""
        return self.disagreement <= BOUND
