"""What the desk did, in figures: which there are, what they are made of, how they are read."""

from desk.figures.dimensions import OF_DAYS, OF_TIME, Dimension, Label
from desk.figures.exports import ExportChoice, ExportFormat
from desk.figures.forms import Chart, forms_of
from desk.figures.kept_values import Held
from desk.figures.periods import Period
from desk.figures.registry import FIGURES, TOO_FEW, Figure, FigureGroup, FigureUnit, How, figures_of
from desk.figures.statements import AskedFigures
from desk.figures.streams import STREAMS
