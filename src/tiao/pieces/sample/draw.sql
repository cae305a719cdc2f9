-- The draw (抽取): of every stratum the pieces with the smallest SHA-256 of
--   root of the log (32 bytes) || class || line feed || stratum || line feed || content token (16 bytes).
-- Whoever knew the root before the draw could not choose it, and whoever has it can draw again.
--
-- Reads: the tables piece (frame.sql) and stratum (class, exhibit, name, size; one line for each exhibit of a stratum).
-- Takes: $root, 64 hex digits.

select class, name, unnest(arg_min(content, rank, size)) as content
from (
    select
        piece.class, stratum.name, stratum.size, piece.content,
        sha256(unhex($root) || encode(piece.class || chr(10) || stratum.name || chr(10)) || piece.content) as rank
    from piece
    join stratum on stratum.class = piece.class and stratum.exhibit = piece.exhibit
)
group by class, name;
