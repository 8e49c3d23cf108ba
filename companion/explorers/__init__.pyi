from . import page as page
from .merging import merges as merges
from .page import Explorer as Explorer
from .words import cutter as cutter
