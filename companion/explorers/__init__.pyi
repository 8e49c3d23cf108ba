from . import page as page
from .page import Explorer as Explorer
from .words import cutter as cutter
