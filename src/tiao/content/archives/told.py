"""What is said of files in archives of every kind, in one wording."""

from __future__ import annotations

WHOLE = "Look for a whole copy, or repair it and seal that copy as well."
UNPACK = "Unpack it with another program into a folder of its own and seal that folder as well."
LISTED = "Nothing was read for it; it is on record as a name."
LINK = "It is a link, and links in archives are never followed."
EMPTY = "The archive holds no file."
