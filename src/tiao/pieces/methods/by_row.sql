-- by_row@1 按查获的记录逐条计数: every record as seized, duplicates included.
-- 法释〔2017〕10号 第十一条第三款: 对批量公民个人信息的条数，根据查获的数量直接认定，但是有证据证明信息不真实或者重复的除外。
--
-- Reads: the view ledger (台账) and the tables identity, classes, class_order, doubts.
-- Gives: a line for each class, and one for each reason for which pieces were left out (section excluded).
-- Made ready by tiao.pieces.sql; the rules are those of docs/reference/counting.md.

with
-- What each set of kinds (信息种类) that occurs amounts to.
meaning as (
    select
        held.kinds,
        -- It identifies a natural person, alone or combined (第一条): it holds every kind of one line of identity.
        exists (select 1 from identity where (held.kinds & identity.mask) = identity.mask) as identifies,
        -- Its class (第五条第一款第三至五项) is the first line of classes that it meets; an empty mask asks for nothing.
        (
            select arg_min(classes.class, classes.place)
            from classes
            where (held.kinds & classes.all_mask) = classes.all_mask
                and (classes.any_mask = 0 or (held.kinds & classes.any_mask) <> 0)
        ) as class
    from (select kinds from ledger union select kinds | struck from ledger) as held
),

-- The records: total looks at what is valid, low bears no doubt, high takes struck values along.
record as (
    select
        ledger.source, ledger.row, ledger.part, ledger.doubts, ledger.content,
        coalesce(ledger.content_full, ledger.content) as content_full,
        valid.identifies as in_total,
        valid.identifies and ledger.doubts = 0 as in_low,
        every.identifies as in_high,
        valid.class as class,
        every.class as class_high
    from ledger
    join meaning as valid on valid.kinds = ledger.kinds
    join meaning as every on every.kinds = (ledger.kinds | ledger.struck)
    where not ledger.more
),

-- Each record is a piece (条).
piece as (
    select 'total' as figure, class from record where in_total
    union all
    select 'low', class from record where in_low
    union all
    select 'high', class_high from record where in_high
),

-- The reason that a set of doubts gives: the first of those that strike a value.
reason as (
    select held.doubts, min(doubts.bit) as bit
    from (select distinct doubts from ledger) as held
    join doubts on doubts.striking and ((held.doubts >> doubts.bit) & 1) = 1
    group by held.doubts
)

select
    'class' as section, class_order.place, class_order.class as name, class_order.tier,
    (select count(*) from piece where piece.class = class_order.class and piece.figure = 'total') as total,
    (select count(*) from piece where piece.class = class_order.class and piece.figure = 'low') as low,
    (select count(*) from piece where piece.class = class_order.class and piece.figure = 'high') as high
from class_order

union all by name

-- Proven untrue (不真实): records in high that are not in total.
select 'excluded' as section, doubts.bit as place, doubts.name as name, count(*) as excluded
from record
join reason on reason.doubts = record.doubts
join doubts on doubts.bit = reason.bit
where record.in_high and not record.in_total
group by doubts.bit, doubts.name

order by section, place;
