"""Large synthetic folders in the shape of a 社工库: tables of many sorts about the same people, with exact truth."""
