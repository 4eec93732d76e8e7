"""Pictures with what a newspaper prints beside them.

What somebody sends is taken apart and drawn anew before it is kept (`opening`), smaller
forms of it are made by the worker (`making`), and pages show what there is (`showing`).
"""

from campaigns.pictures.pictured import Pictured
from campaigns.pictures.showing import Crop, Picture, Source

__all__ = ["Crop", "Picture", "Pictured", "Source"]
