-- The frame of a sample (抽样框): every piece (条) in the total of by_record@1, with its class and its first exhibit (检材).
-- The records are those of by_record.sql, before any rebuttal.
--
-- Reads: the view ledger (台账) and the tables identity and classes.
-- Makes: the table piece. It holds tokens, and goes to disk where memory ends.

create temp table piece as
with
meaning as (
    select
        held.kinds,
        exists (select 1 from identity where (held.kinds & identity.mask) = identity.mask) as identifies,
        (
            select arg_min(classes.class, classes.place)
            from classes
            where (held.kinds & classes.all_mask) = classes.all_mask
                and (classes.any_mask = 0 or (held.kinds & classes.any_mask) <> 0)
        ) as class
    from (select distinct kinds from ledger) as held
)
select
    ledger.content,
    any_value(meaning.class) as class,
    min(cast(substr(split_part(ledger.source, '.', 1), 2) as integer)) as exhibit,
    bool_or(ledger.doubts = 0) as in_low
from ledger
join meaning on meaning.kinds = ledger.kinds and meaning.identifies
where not ledger.more
group by ledger.content;
