"""Metrics of the desk's work: the list of metrics, the rows they are computed from, how they are measured."""

from desk.metrics.dimensions import OF_DAYS, OF_TIME, Dimension, Label
from desk.metrics.exports import ExportChoice, ExportFormat
from desk.metrics.metric_queries import AskedFigures
from desk.metrics.periods import Period
from desk.metrics.registry import FIGURES, TOO_FEW, Figure, FigureGroup, FigureUnit, How, figures_of
from desk.metrics.report_forms import Chart, forms_of
from desk.metrics.stored_values import Held
from desk.metrics.streams import STREAMS
