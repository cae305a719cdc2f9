"""JSON of all sorts: values to rows, and plain objects cut where they stand, in machine code."""
